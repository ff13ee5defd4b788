// Lint for what is not shipped: tests, benchmarks, demo and scripts may use timers, processes and the console.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import globals from 'globals';

export default tseslint.config(
	{ ignores: ['dist', 'nodes', 'credentials', 'node_modules', '.demo'] },
	js.configs.recommended,
	...tseslint.configs.recommended,
	{ languageOptions: { globals: globals.node } },
	{ files: ['**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
