import { ResponseError } from '@backstage/errors';
import { entityTrafficSchema } from '@portolan/plugin-traffic-common';
import { classifyFailure, keepsLastData } from './classifyFailure';

async function response(status: number, body?: object) {
  return ResponseError.fromResponse(
    new Response(body && JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

function refusal(name: string, message = 'A sentence.') {
  return { error: { name, message }, response: {} };
}

describe('classifyFailure', () => {
  it.each([
    { status: 401, name: 'AuthenticationError', kind: 'signed-out' },
    { status: 403, name: 'NotAllowedError', kind: 'forbidden' },
    { status: 404, name: 'NotFoundError', kind: 'entity-not-found' },
    { status: 504, name: 'GatewayTimeoutError', kind: 'timeout' },
  ])('reads $status of the plugin as $kind', async ({ status, name, kind }) => {
    const failure = await response(status, refusal(name));
    expect(classifyFailure(failure)).toEqual({ kind });
  });

  it('tells a portal without the backend from an entity that is not there', async () => {
    const failure = await response(404);
    expect(classifyFailure(failure).kind).toBe('backend-not-installed');
  });

  it("keeps the backend's own sentence, and no page of a proxy", async () => {
    expect(
      classifyFailure(
        await response(503, refusal('ServiceUnavailableError', 'Starting.')),
      ),
    ).toEqual({ kind: 'backend-error', detail: 'Starting.' });
    expect(classifyFailure(await response(502))).toEqual({
      kind: 'backend-error',
    });
  });

  it.each([
    { failure: new TypeError('Failed to fetch'), kind: 'unreachable' },
    { failure: new DOMException('late', 'TimeoutError'), kind: 'timeout' },
    {
      failure: entityTrafficSchema.safeParse({}).error,
      kind: 'invalid-response',
    },
    { failure: new SyntaxError('<'), kind: 'invalid-response' },
    { failure: 'nothing of use', kind: 'unreachable' },
  ])('reads $failure as $kind', ({ failure, kind }) => {
    expect(classifyFailure(failure).kind).toBe(kind);
  });

  it('drops what was read before only when the right to it is gone', async () => {
    expect(keepsLastData(await response(403, refusal('NotAllowedError')))).toBe(
      false,
    );
    expect(keepsLastData(await response(503))).toBe(true);
    expect(keepsLastData(new TypeError('Failed to fetch'))).toBe(true);
  });
});
