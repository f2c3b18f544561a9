import { decodeReview } from './reviewProtobuf';

/** A length-delimited field of a protobuf message. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length =
    bytes.length < 128
      ? [bytes.length]
      : [128 + (bytes.length % 128), Math.floor(bytes.length / 128)];
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}

function envelope(kind: string, spec: Buffer): Buffer {
  const type = Buffer.concat([
    field(1, 'authorization.k8s.io/v1'),
    field(2, kind),
  ]);
  const review = Buffer.concat([field(1, ''), field(2, spec)]);
  return Buffer.concat([
    Buffer.from('k8s\u0000', 'latin1'),
    field(1, type),
    field(2, review),
  ]);
}

describe('reviews in protobuf', () => {
  it('reads what kubectl auth can-i sends', () => {
    const longName = 'x'.repeat(200);
    const attributes = Buffer.concat([
      field(1, 'shop'),
      field(2, 'list'),
      field(5, 'httproutes'),
      field(7, longName),
    ]);
    expect(
      decodeReview(envelope('SelfSubjectAccessReview', field(1, attributes))),
    ).toEqual({
      spec: {
        resourceAttributes: {
          namespace: 'shop',
          verb: 'list',
          group: '',
          version: '',
          resource: 'httproutes',
          subresource: '',
          name: longName,
        },
      },
    });
  });

  it('reads paths and rules reviews', () => {
    const path = Buffer.concat([field(1, '/apis'), field(2, 'get')]);
    expect(
      decodeReview(envelope('SelfSubjectAccessReview', field(2, path))),
    ).toEqual({
      spec: { nonResourceAttributes: { path: '/apis', verb: 'get' } },
    });
    expect(
      decodeReview(envelope('SelfSubjectRulesReview', field(1, 'shop'))),
    ).toEqual({ spec: { namespace: 'shop' } });
  });

  it.each([
    ['no magic', Buffer.from('{"spec":{}}')],
    ['a cut message', Buffer.from('k8s\u0000\u000a\u00ff', 'latin1')],
    [
      'a field longer than the message',
      Buffer.from('k8s\u0000\u000a\u0010x', 'latin1'),
    ],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeReview(bytes)).toThrow('protobuf');
  });
});
