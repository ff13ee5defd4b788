export { takeAlert, tellSteps, type SagaAlert } from './attention';
export type { Compensation } from './compensation';
export { answer, failStep, type AnswerResult, type RollBackPolicy, type StepFailure } from './failStep';
export { recordStep, type StepOutcome, type StepReport } from './recordStep';
export { resolveStuck } from './resolveStuck';
export { isComplete, isRolledBack, newSaga, sagaExpiresAt } from './saga';
export { settleCompensation, type SettledCompensation } from './settleCompensation';
export { sagaDue, takeCompensation } from './takeCompensation';
