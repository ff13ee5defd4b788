/** The pure core of reconciling: no n8n, no clock, no values kept. One idea a file; this is what others use. */
export type { Decision, DecisionKind, LostValue, Outcome } from './decision';
export { explain, showValue } from './explain';
export { dayOf, wasSeenIn, type RecordMemory } from './memory';
export { DEFAULT_RECORD_CAP, recordCollection } from './memoryLayout';
export { DEFAULT_SKEW_MS, type Policy, type Round, type Row, type Rows, type Rule } from './policy';
export { reconcileRecord } from './reconcileRecord';
export { stampOf } from './rules';
export { settledValue } from './settledValue';
export { extendShape, makeShape, MAX_FIELDS, MAX_SYSTEMS, type Shape } from './shape';
export { shapeFor } from './shapeMemory';
export { valueFingerprint } from './valueFingerprint';
