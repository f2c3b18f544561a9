import { runSteps } from '../../../../snapshot/ClusterSnapshot';
import { readOnce } from '../../../../snapshot/readOnce';
import type { SourceProblem } from '../../../Source';
import { annotationPath, type IngressFact } from '../../facts/IngressFact';
import type {
  ClassDoor,
  DoorTranslation,
  IngressController,
} from '../IngressController';
import { findRefusedValue } from './acceptedValues';
import { annotationKey } from './annotations';
import { clashesOf } from './clashes';
import { matchCanaries } from './matchCanaries';
import { draftLeftOut, draftRefused } from './draftRefused';
import { HttpsNames } from './HttpsNames';
import { annotationFactsOf, listIgnoredOfCanary } from './policies';
import { draftServers } from './routes';
import { serveNginx } from './serve';
import { buildServers, isCanary, type NginxServer } from './servers';
import { hasFlag, runsAs, settingsOf, type NginxSettings } from './settings';
import { withSettings } from './withSettings';

/** kubernetes/ingress-nginx 1.15, the last one; not to be confused with F5's controller for NGINX. */
export const ingressNginx: IngressController = {
  title: 'ingress-nginx',
  isNamedBy: controller => controller === 'k8s.io/ingress-nginx',
  runsAs,
  classNames: ['nginx', 'ingress-nginx', 'nginx-internal', 'nginx-external'],
  translate: door => runSteps(translateInSteps(door)),
  translateInSteps,
};

const CATCH_ALL = {
  reason: 'it runs with --disable-catch-all, and this Ingress has no rules',
  params: {},
  at: 'spec.defaultBackend',
};

function* translateInSteps(door: ClassDoor): Generator<void, DoorTranslation> {
  const settings = settingsOf(door);
  const accepted = door.ingresses
    .filter(
      fact =>
        findRefusedValue(fact) === undefined && !isLeftOut(fact, settings),
    )
    .map(fact => withSettings(fact, settings));
  const servers = buildServers(accepted).map(withoutRegexAliases);
  yield;
  const canaries = matchCanaries(accepted, servers);
  yield;
  const https = new HttpsNames(door.snapshot, servers);
  const drafts = yield* draftServers(door, servers, {
    canaries,
    https,
    settings,
  });
  yield;
  return {
    drafts: [
      ...drafts,
      ...door.ingresses.flatMap(fact =>
        isLeftOut(fact, settings)
          ? draftLeftOut(door, fact, CATCH_ALL)
          : draftRefused(door, fact),
      ),
    ],
    problems: [
      ...listProblems(door),
      ...settingsProblems(door, settings),
      ...servers.flatMap(clashProblems),
    ],
    serve: (request, isReady) =>
      serveNginx(
        { door, servers, https, settings, canaries },
        request,
        isReady,
      ),
  };
}

const NOT_INTERPRETED_FLAGS = [
  'annotations-prefix',
  'tcp-services-configmap',
  'udp-services-configmap',
  'watch-namespace',
  'watch-namespace-selector',
];
const NOT_INTERPRETED_KEYS = [
  'block-cidrs',
  'block-referers',
  'block-user-agents',
  'global-auth-url',
  'http-snippet',
  'location-snippet',
  'main-snippet',
  'server-snippet',
];

/** Ingresses without rules are for all hosts. */
function isLeftOut({ spec }: IngressFact, settings: NginxSettings): boolean {
  return (
    spec.rules.length === 0 &&
    Boolean(spec.defaultBackend) &&
    hasFlag(settings, 'disable-catch-all')
  );
}

/** An alias may be a regular expression of NGINX (`~^…`), which is no host. */
function withoutRegexAliases(server: NginxServer): NginxServer {
  return {
    ...server,
    aliases: server.aliases.filter(({ host }) => !host.startsWith('~')),
  };
}

const problemsOf = readOnce((fact: IngressFact): readonly SourceProblem[] => {
  const problem = (
    severity: SourceProblem['severity'],
    path: string,
    message: string,
  ): SourceProblem => ({ severity, object: fact.object, path, message });
  const ignored = listIgnoredOfCanary(fact);
  const { policies, notInterpreted } = annotationFactsOf(fact);
  return [
    ...notInterpreted
      .filter(({ key }) => !ignored.includes(key))
      .map(({ key, at }) =>
        problem(
          'info',
          at.path,
          `Seen, not interpreted: ${key} is no annotation that ingress-nginx documents.`,
        ),
      ),
    ...policies
      .filter(({ state }) => state === 'not-interpreted')
      .map(({ summary, setBy }) =>
        problem('info', setBy.path, `Seen, not interpreted: ${summary}.`),
      ),
    ...ignored.map(key =>
      problem(
        'info',
        annotationPath(key),
        `A canary Ingress has this annotation in vain: ${key} is taken from the main Ingress.`,
      ),
    ),
    ...aliasProblems(fact).map(message =>
      problem('info', annotationPath(annotationKey('server-alias')), message),
    ),
    ...listRuleProblems(fact).map(({ path, message }) =>
      problem('info', path, message),
    ),
  ];
});

function listProblems({ ingresses }: ClassDoor): readonly SourceProblem[] {
  return ingresses.flatMap(problemsOf);
}

function clashProblems(server: NginxServer): readonly SourceProblem[] {
  return [...clashesOf(server)].map(([{ fact, at, path }, other]) => ({
    severity: 'warning',
    object: fact.object,
    path: at,
    message: `Path ${path} and path ${other.path} of Ingress ${other.fact.object.namespace}/${other.fact.object.name} are one location of NGINX, which refuses the whole configuration for it: leave one of them out.`,
  }));
}

/** Said once of a class. */
function settingsProblems(
  { entry: { className }, ingresses }: ClassDoor,
  settings: NginxSettings,
): readonly SourceProblem[] {
  const [first] = ingresses;
  const { flags, values } = settings;
  const messages = [
    ...(settings.state === 'not-known'
      ? [`${settings.why}: what it sets is not known.`]
      : []),
    ...NOT_INTERPRETED_FLAGS.filter(name => flags[name]).map(
      name => `Seen, not interpreted: the controller runs with --${name}.`,
    ),
    ...NOT_INTERPRETED_KEYS.filter(key => values[key]).map(
      key =>
        `Seen, not interpreted: ${key} in the ConfigMap of the controller.`,
    ),
  ];
  return messages.map(message => ({
    severity: 'info',
    object: first.object,
    path: first.klass.path,
    message: `Class ${className ?? ''}: ${message}`,
  }));
}

function aliasProblems({ annotations }: IngressFact): readonly string[] {
  const names = (annotations[annotationKey('server-alias')] ?? '').split(',');
  return names.some(name => name.trim().startsWith('~'))
    ? [
        'Seen, not interpreted: an alias that is a regular expression stands for hosts that are not listed.',
      ]
    : [];
}

function listRuleProblems(
  fact: IngressFact,
): readonly { path: string; message: string }[] {
  const named = new Set(
    fact.spec.tls.flatMap(({ hosts }) => hosts.map(host => host.toLowerCase())),
  );
  const isForAll = fact.spec.tls.some(({ hosts }) => hosts.length === 0);
  return fact.spec.rules.flatMap((rule, ruleIndex) => {
    const path = `spec.rules[${ruleIndex}]`;
    const paths = rule.http?.paths ?? [];
    const host = (rule.host ?? '').toLowerCase();
    return [
      ...(paths.length === 0 && !isCanary(fact)
        ? [
            {
              path,
              message: fact.spec.defaultBackend
                ? 'The rule has no paths: spec.defaultBackend of the oldest Ingress of this host takes its requests.'
                : 'The rule has no paths: the host answers with the controller’s default backend (404).',
            },
          ]
        : []),
      ...paths.flatMap((item, index) =>
        item.backend.service
          ? []
          : [
              {
                path: `${path}.http.paths[${index}].backend`,
                message:
                  'ingress-nginx takes no backend but a Service: this path is left out of its configuration.',
              },
            ],
      ),
      ...(fact.spec.tls.length > 0 &&
      !isForAll &&
      host !== '' &&
      !named.has(host)
        ? [
            {
              path,
              message: `The TLS section does not name ${host}: ingress-nginx answers it with a certificate of the section that has the name, else with its default certificate, and redirects plain HTTP there.`,
            },
          ]
        : []),
    ];
  });
}
