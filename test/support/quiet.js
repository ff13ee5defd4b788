// n8n-core logs node errors to the console; tests that provoke them would drown in it.
process.env.N8N_LOG_LEVEL = 'silent';
