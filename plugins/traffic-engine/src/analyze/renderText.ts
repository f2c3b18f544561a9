import type {
  Analysis,
  AnalysisProblem,
  ClusterFreshness,
  KindKnowledge,
} from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';
import { renderDependency } from './renderDependency';
import { renderGateway } from './renderGateway';
import { renderIsolations } from './renderIsolation';
import { renderPolicies } from './renderPolicies';
import { renderPolicyStatuses } from './renderPolicyStatuses';
import { renderAttachment, renderListener, renderRoute } from './renderRoute';

/**
 * The result as text for people and for goldens: one fact per line, in the result's own order, and what is not known last.
 * Lines of one kind of fact start with the same word.
 */
export function renderText(
  analysis: Analysis,
  options: {
    /** What was found as evidence, and the domain of hosts that nobody owns, too. */
    readonly details?: boolean;
  } = {},
): string {
  const several = analysis.clusters.length > 1;
  const name: RenderRef = ref =>
    `${several ? `${ref.cluster}:` : ''}${ref.kind} ${
      ref.namespace ? `${ref.namespace}/` : ''
    }${ref.name}`;
  const lines = [
    ...analysis.gateways.flatMap(gateway => renderGateway(gateway, name)),
    ...analysis.listeners.map(listener => renderListener(listener, name)),
    ...analysis.attachments.map(item => renderAttachment(item, name)),
    ...analysis.routes.map(route => renderRoute(route, name)),
    ...renderPolicies(analysis.routes, name),
    ...analysis.policies.flatMap(policy => renderPolicyStatuses(policy, name)),
    ...analysis.workloads.map(workload =>
      columns(
        'workload',
        name(workload.ref),
        `${workload.pods.ready}/${workload.pods.total} pods ready`,
        workload.claims.length === 0
          ? 'claimed by no entity'
          : `claimed by ${workload.claims
              .map(claim => claim.entityRef)
              .join(', ')}`,
      ),
    ),
    ...renderIsolations(analysis.workloads, name),
    ...analysis.dependencies.map(item => renderDependency(item, name, options)),
    ...analysis.findings.map(finding =>
      columns(
        'finding',
        `${finding.code} ${finding.severity}`,
        `${name(finding.at.object)} ${finding.at.path}${place(
          finding.location,
        )}`,
        finding.message,
        ...(finding.controllerDisagrees ? ['the controller disagrees'] : []),
      ),
    ),
    ...analysis.problems.map(problem => renderProblem(problem, name)),
    ...analysis.clusters.flatMap(cluster => renderUnknown(cluster, several)),
  ];
  return lines.map(line => `${line}\n`).join('');
}

function renderProblem(problem: AnalysisProblem, name: RenderRef): string {
  const at = problem.object
    ? `${name(problem.object)} ${problem.path ?? ''}`.trim()
    : '';
  return columns(
    'problem',
    problem.severity,
    `${at}${place(problem)}`.trim(),
    problem.message,
  );
}

function place(where: { file?: string; line?: number } | undefined): string {
  if (!where?.file) {
    return '';
  }
  return ` (${where.file}${where.line === undefined ? '' : `:${where.line}`})`;
}

/**
 * What could not be looked at. Kinds that files leave out are not listed (each fact that needs them says that it is not
 * known): `listLeftOut` names them.
 */
function renderUnknown(cluster: ClusterFreshness, several: boolean): string[] {
  const prefix = several ? `${cluster.name}:` : '';
  const pending = cluster.kinds.filter(
    ({ status }) => status.state === 'pending' && !status.problem,
  );
  const others = cluster.kinds.flatMap(({ kind, status }) => {
    switch (status.state) {
      case 'denied':
      case 'stale':
        return `unknown  ${prefix}${kind}: ${status.state} (${status.problem.reason})`;
      case 'absent':
        return `unknown  ${prefix}${kind}: not served by the cluster`;
      default:
        return [];
    }
  });
  return pending.length === 0
    ? others
    : [...others, `unknown  ${prefix}${listKinds(pending)}: not looked at`];
}

function listKinds(kinds: readonly KindKnowledge[]): string {
  return kinds.map(({ kind }) => kind).join(', ');
}
