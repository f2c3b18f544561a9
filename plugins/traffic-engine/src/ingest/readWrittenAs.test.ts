import { normalizeObject } from './normalizeObject';
import { LAST_APPLIED } from './readWrittenAs';

const ingress = (metadata: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: 'shop', ...metadata },
});
const entry = (apiVersion: string, more: object = {}) => ({
  manager: 'helm',
  operation: 'Update',
  apiVersion,
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': {} },
  ...more,
});
const applied = (text: string) => ({ annotations: { [LAST_APPLIED]: text } });
const OLD = 'networking.k8s.io/v1beta1';
const NEW = 'networking.k8s.io/v1';

describe('readWrittenAs', () => {
  it.each([
    { name: 'nothing', metadata: {}, expected: undefined },
    {
      name: 'what kubectl applied',
      metadata: applied(`{"apiVersion":"${OLD}","kind":"Ingress"}`),
      expected: OLD,
    },
    {
      name: 'what somebody wrote',
      metadata: { managedFields: [entry(NEW), entry(OLD)] },
      expected: OLD,
    },
    {
      name: 'what kubectl applied since then',
      metadata: {
        ...applied(`{"apiVersion":"${NEW}","kind":"Ingress"}`),
        managedFields: [entry(OLD)],
      },
      expected: undefined,
    },
    {
      name: 'a version that is not gone',
      metadata: { managedFields: [entry('example.com/v1beta1')] },
      expected: undefined,
    },
    {
      name: 'a status',
      metadata: { managedFields: [entry(OLD, { subresource: 'status' })] },
      expected: undefined,
    },
    {
      name: 'a status of before there were subresources',
      metadata: {
        managedFields: [entry(OLD, { fieldsV1: { 'f:status': {} } })],
      },
      expected: undefined,
    },
    {
      name: 'things of the wrong shape',
      metadata: { ...applied('[1]'), managedFields: [null, { apiVersion: 7 }] },
      expected: undefined,
    },
  ])('$name: $expected', ({ metadata, expected }) => {
    expect(normalizeObject(ingress(metadata)).facts?.writtenAs).toBe(expected);
  });

  it('keeps nothing else of either', () => {
    const kept = normalizeObject(
      ingress({
        ...applied(`{"apiVersion":"${OLD}","data":"canary"}`),
        managedFields: [entry(OLD, { manager: 'canary' })],
      }),
    );
    expect(JSON.stringify(kept)).not.toContain('canary');
  });
});
