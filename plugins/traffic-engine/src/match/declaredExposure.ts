import type { Route } from '@portolan/plugin-traffic-common';

/** Annotations by which clouds are told to make a load balancer that the internet does not reach, and their values. */
const INTERNAL: Readonly<Record<string, readonly string[]>> = {
  'service.beta.kubernetes.io/aws-load-balancer-internal': [
    'true',
    '0.0.0.0/0',
  ],
  'service.beta.kubernetes.io/aws-load-balancer-scheme': ['internal'],
  'service.beta.kubernetes.io/azure-load-balancer-internal': ['true'],
  'networking.gke.io/load-balancer-type': ['internal'],
  'cloud.google.com/load-balancer-type': ['internal'],
  'service.beta.kubernetes.io/openstack-internal-load-balancer': ['true'],
  'service.beta.kubernetes.io/oci-load-balancer-internal': ['true'],
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': ['private'],
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': [
    'intranet',
  ],
};

const AWS_SCHEME = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
/** The AWS Load Balancer Controller's class: its scheme is internal unless told otherwise. */
const AWS_NLB_CLASS = 'service.k8s.aws/nlb';

/** Where a load balancer can be reached from, as its Service asks; undefined where nothing says so. */
export function declaredExposure(
  annotations: Readonly<Record<string, string>>,
  options: { loadBalancerClass: string | undefined },
): Route['exposure'] | undefined {
  const isInternal = Object.entries(INTERNAL).some(([name, values]) =>
    values.includes(annotations[name]?.toLowerCase() ?? ''),
  );
  if (isInternal) {
    return 'internal';
  }
  const scheme = annotations[AWS_SCHEME];
  if (scheme === 'internet-facing') {
    return 'internet';
  }
  return options.loadBalancerClass === AWS_NLB_CLASS && scheme === undefined
    ? 'internal'
    : undefined;
}
