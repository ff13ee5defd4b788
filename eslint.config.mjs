// n8n's official lint, exactly as its CLI writes it. It covers what is shipped (nodes/, credentials/,
// package.json); tests, benchmarks and the demo run outside n8n and have eslint.dev.config.mjs.
import { config } from '@n8n/node-cli/eslint';

export default config;
