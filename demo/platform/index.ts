/** What the demo and the end-to-end tests stand on: a real n8n, a real PostgreSQL with the ERP, the CRM, billing. */
export { N8n, type N8nOptions } from './n8n';
export { QueueMode, type QueueModeOptions } from './queueMode';
export type { Worker } from './worker';
export * from './n8n-client';
export { Postgres, query, removePostgresData, type PostgresLogin, type PostgresOptions } from './postgres';
export { Erp, type ErpCustomer, type ErpWrite } from './erp';
export { Billing, type BillingCustomer, type BillingWrite } from './billing';
export { Crm, type CrmOptions, type CrmWrite } from './crm/crm';
export type { Fault } from './crm/faults';
export type { CrmAddress, CrmChange, CrmCustomer } from './crm/records';
export type { CrmEvent, Delivery } from './crm/webhooks';
export { freePort } from './ports';
export { ServerProcess } from './server-process';
export { sleep, until } from './wait';
