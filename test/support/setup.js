// Runs before every test file.

// n8n-core logs node errors to the console; tests that provoke them would drown in it.
process.env.N8N_LOG_LEVEL = 'silent';

// One seed, so that a red run is red again. FC_SEED=random looks elsewhere each time.
const seed = process.env.FC_SEED ?? '20261122';
require('fast-check').configureGlobal(seed === 'random' ? {} : { seed: Number(seed) });
