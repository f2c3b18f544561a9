import { describeFailure } from './describeFailure';

const withCode = (code: string) =>
  Object.assign(new Error('connect to 10.1.2.3:6443 with secret'), { code });

describe('describeFailure', () => {
  it.each([
    { code: 'ECONNREFUSED', reason: 'unreachable' },
    { code: 'ENOTFOUND', reason: 'unreachable' },
    { code: 'ETIMEDOUT', reason: 'timeout' },
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', reason: 'unreachable' },
    { code: 'EWHATEVER', reason: 'unreachable' },
  ])('$code → $reason, named and without the text', ({ code, reason }) => {
    const problem = describeFailure(withCode(code));
    expect(problem.reason).toBe(reason);
    expect(problem.message).toContain(code);
    expect(problem.message).not.toMatch(/10\.1|secret/);
  });

  it('says what to do about a certificate that is not trusted', () => {
    expect(
      describeFailure(withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE')).message,
    ).toContain('check `caData` or `caFile`');
  });

  it.each([{ thrown: null }, { thrown: 'text' }, { thrown: new Error('x') }])(
    'has a sentence for $thrown',
    ({ thrown }) => {
      expect(describeFailure(thrown)).toEqual({
        reason: 'unreachable',
        message: 'The connection to the API server failed (no code).',
      });
    },
  );
});
