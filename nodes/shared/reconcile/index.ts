/** The pure core of reconciling: no n8n, no clock. One idea a file; this is what others use. */
export { brakeDeletes, type Brake, type DeleteCount, type DeleteLimits } from './brake';
export {
	isQuiet, type Decision, type DecisionKind, type LostValue, type Outcome, type RefusedDelete, type VersionGap,
} from './decision';
export { explain, showValue } from './explain';
export { dayOf, heldIn, wasSeenIn, type RecordMemory } from './memory';
export { DEFAULT_RECORD_CAP, DEFAULT_TOMBSTONE_MS, recordCollection } from './memoryLayout';
export { fieldFingerprint } from './mergeStake';
export {
	DEFAULT_SKEW_MS, type DeletePolicy, type MergeRule, type Policy, type Round, type Row, type Rows, type Rule,
} from './policy';
export { reconcileRecord } from './reconcileRecord';
export { applyDecision, reviewState, type PersonsDecision, type ReviewResult } from './review';
export { mergeRuleOf, stampOf } from './rules';
export { settledValue } from './settledValue';
export { settleWrite, type SettledWrite } from './settle';
export { extendShape, makeShape, MAX_FIELDS, MAX_SYSTEMS, type Shape } from './shape';
export { shapeFor } from './shapeMemory';
export { valueFingerprint } from './valueFingerprint';
