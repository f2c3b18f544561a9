/** The parts of the objects that the naive matcher looks at; everything is written out by the worlds of the test. */
export interface NaiveGateway {
  readonly kind: 'Gateway';
  readonly metadata: NaiveMeta;
  readonly spec: {
    readonly selector: object;
    readonly servers: readonly {
      readonly port: {
        readonly number: number;
        readonly name: string;
        readonly protocol: 'HTTP' | 'HTTPS';
      };
      readonly hosts: readonly string[];
      readonly tls?: { readonly httpsRedirect?: boolean };
    }[];
  };
}
export interface NaiveMeta {
  readonly namespace: string;
  readonly name: string;
  readonly creationTimestamp: string;
}
export type NaiveString =
  | { readonly exact: string }
  | { readonly prefix: string }
  | { readonly regex: string };
export interface NaiveMatch {
  readonly uri?: NaiveString;
  readonly ignoreUriCase?: boolean;
  readonly method?: { readonly exact: string };
  readonly headers?: Readonly<Record<string, NaiveString>>;
  readonly withoutHeaders?: Readonly<Record<string, NaiveString>>;
  readonly queryParams?: Readonly<Record<string, NaiveString>>;
  readonly gateways?: readonly string[];
  readonly port?: number;
}
export interface NaiveVirtualService {
  readonly kind: 'VirtualService';
  readonly metadata: NaiveMeta;
  readonly spec: {
    readonly hosts: readonly string[];
    readonly gateways?: readonly string[];
    readonly exportTo?: readonly string[];
    readonly http: readonly {
      readonly match?: readonly NaiveMatch[];
      readonly redirect?: { readonly authority: string };
      readonly directResponse?: { readonly status: number };
      readonly route?: readonly {
        readonly destination: { readonly host: string };
        readonly weight?: number;
      }[];
    }[];
  };
}
