/** Texts about what policies leave open of workloads, in both directions. */
export const isolationMessages = {
  isolation: {
    label: {
      egress: 'What policies let out',
      ingress: 'What policies let in',
    },
    state: {
      egress: {
        'not-selected': 'No policy selects these pods: they may go anywhere',
        open: 'Policies let them go anywhere',
        'dns-only': 'Policies let them ask DNS, and go nowhere else',
        closed: 'Policies let them go nowhere',
        restricted: 'Policies restrict where they may go',
        unknown: 'Not known where policies let them go',
      },
      ingress: {
        'not-selected': 'No policy selects these pods: anybody may reach them',
        open: 'Policies let anybody reach them',
        'dns-only': 'Policies let DNS alone reach them',
        closed: 'Policies let nobody reach them',
        restricted: 'Policies restrict who may reach them',
        unknown: 'Not known whom policies let reach them',
      },
    },
    inside: {
      egress: {
        all: 'In the cluster: to every pod.',
        some: 'In the cluster: only what the rules open.',
        none: 'In the cluster: to no pod.',
        unknown: 'In the cluster: not known.',
      },
      ingress: {
        all: 'From the cluster: every pod.',
        some: 'From the cluster: only what the rules open.',
        none: 'From the cluster: no pod.',
        unknown: 'From the cluster: not known.',
      },
    },
    outside: {
      egress: {
        all: 'Outside: to every address.',
        some: 'Outside: only what the rules open.',
        none: 'Outside: to no address.',
        unknown: 'Outside: not known.',
      },
      ingress: {
        all: 'From outside: every address.',
        some: 'From outside: only what the rules open.',
        none: 'From outside: no address.',
        unknown: 'From outside: not known.',
      },
    },
    podsDiffer: 'Not all pods have the same policies.',
    by: 'Set by {{policies}}',
    more_one: '{{count}} more policy',
    more_other: '{{count}} more policies',
    workloads: 'For {{workloads}}',
  },
} as const;
