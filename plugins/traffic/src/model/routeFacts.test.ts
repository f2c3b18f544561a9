import {
  daysAfter,
  fixtureRoute,
} from '@portolan/plugin-traffic-common/fixtures';
import type {
  Certificate,
  CertificateFacts,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { authenticationOf, internetAuthenticationOf } from './authentication';
import { findNearestExpiry, standingOf } from './certificateStanding';
import { groupRoutes } from './groupRoutes';

const now = new Date('2026-09-15T10:00:00Z');

function facts(notAfter: string): CertificateFacts {
  return {
    names: ['shop.tideline.example'],
    issuer: 'Example Trust',
    notBefore: null,
    notAfter,
    fingerprint: null,
    from: 'cert-manager',
  };
}

function read(days: number, covers: boolean | null = true): Certificate {
  return {
    ref: null,
    state: 'read',
    covers,
    facts: facts(daysAfter(now, days)),
  };
}

describe('standingOf', () => {
  it.each<{ name: string; certificate: Certificate; standing: string }>([
    { name: 'long to go', certificate: read(90), standing: 'valid' },
    { name: 'three weeks', certificate: read(21), standing: 'valid' },
    { name: 'less', certificate: read(20), standing: 'expiring' },
    { name: 'the very end', certificate: read(0), standing: 'expired' },
    {
      name: 'other host',
      certificate: read(90, false),
      standing: 'wrong-host',
    },
    {
      name: 'expired first',
      certificate: read(-1, false),
      standing: 'expired',
    },
    {
      name: 'no believable end',
      certificate: { ref: null, state: 'read', facts: facts('') },
      standing: 'not-known',
    },
    {
      name: 'not read',
      certificate: { ref: null, state: 'not-read' },
      standing: 'not-known',
    },
    {
      name: 'malformed',
      certificate: { ref: null, state: 'malformed' },
      standing: 'missing',
    },
  ])('$name: $standing', ({ certificate, standing }) => {
    expect(standingOf(certificate, now.getTime())).toBe(standing);
  });
});

describe('findNearestExpiry', () => {
  it('is the first end of all that were read', () => {
    const routes = [read(30), read(10)].map(certificate =>
      fixtureRoute('eu', {
        tls: {
          mode: 'terminate',
          certificates: [certificate, { ref: null, state: 'not-read' }],
        },
      }),
    );
    expect(findNearestExpiry(routes)).toBe(daysAfter(now, 10));
  });

  it('is not known where none was read', () => {
    expect(findNearestExpiry([fixtureRoute('eu')])).toBe(undefined);
  });
});

describe('authentication', () => {
  const policy = (
    aspect: RoutePolicy['aspect'],
    state: RoutePolicy['state'],
  ): RoutePolicy => ({
    aspect,
    state,
    summary: 'JWT',
    params: {},
    setBy: fixtureRoute('eu').provenance[0],
  });

  it.each<{ policies: RoutePolicy[]; answer: string }>([
    { policies: [policy('authentication', 'in-force')], answer: 'required' },
    {
      policies: [policy('client-certificate', 'in-force')],
      answer: 'required',
    },
    { policies: [policy('authentication', 'overridden')], answer: 'none-seen' },
    { policies: [policy('authentication', 'unknown')], answer: 'unknown' },
    {
      policies: [policy('authentication', 'not-interpreted')],
      answer: 'unknown',
    },
    { policies: [policy('cors', 'in-force')], answer: 'none-seen' },
    { policies: [], answer: 'none-seen' },
  ])('case $# is $answer', ({ policies, answer }) => {
    expect(authenticationOf(fixtureRoute('eu', { policies }))).toBe(answer);
  });

  it('is asked where the internet reaches a URL, and is the worst of its clusters', () => {
    const policies = [policy('authentication', 'in-force')];
    const inside = fixtureRoute('us', { exposure: 'internal' });
    const open = fixtureRoute('us');
    const guarded = fixtureRoute('eu', { policies });
    const answerOf = (...routes: Parameters<typeof groupRoutes>[0]) =>
      internetAuthenticationOf(groupRoutes(routes)[0]);
    expect(answerOf(guarded, inside)).toBe('required');
    expect(answerOf(guarded, open)).toBe('none-seen');
    expect(answerOf(inside)).toBe(undefined);
  });
});
