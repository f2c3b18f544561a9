import {
  FINDING_CODES,
  type FindingCode,
} from '@portolan/plugin-traffic-common';

type FindingSentences = { message: '{{message}}'; fix: '{{fix}}' };

const AS_SENT: FindingSentences = { message: '{{message}}', fix: '{{fix}}' };

/**
 * The sentences of each finding: `finding.TRF101.message` and `finding.TRF101.fix`. The English ones come with the finding,
 * so none is written here; a translation may write its own, with the finding's params as `{{name}}`.
 */
export const findingMessages = Object.fromEntries(
  FINDING_CODES.map(code => [code, AS_SENT]),
) as Record<FindingCode, FindingSentences>;
