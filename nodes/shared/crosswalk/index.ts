export { Book, CrosswalkFull, type Entity } from './book';
export { claimCreate, holdClaim, releaseClaim, type CreateVerdict } from './claims';
export { CrosswalkBusy, decideOnLinks, type Wanted } from './decide';
export { crosswalk, type Member, type Members } from './entry';
export { createKey, idKey, matchKey, readId, type IdResult, type RecordRef } from './keys';
export { link, type LinkVerdict } from './link';
export { listLinks, seenIn } from './list';
export { merge, type MergeVerdict } from './merge';
export { unlink } from './unlink';
