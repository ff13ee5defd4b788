/** Types are checked by `tsc`; swc only strips them, so the tests start fast. */
module.exports = {
	// Two cores, two workers: most of the time goes into property tests.
	maxWorkers: '100%',
	testEnvironment: 'node',
	// An upper limit on what hangs, not on what is slow.
	testTimeout: 60_000,
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	setupFiles: ['<rootDir>/test/support/setup.js'],
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '/dist/', '/test/e2e/'],
	modulePathIgnorePatterns: ['<rootDir>/.demo/', '<rootDir>/dist/'],
};
