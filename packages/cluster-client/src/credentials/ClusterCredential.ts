/** What goes into a request; lives only in memory and is never printed. */
export interface CredentialMaterial {
  readonly bearerToken?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
}

/** Where a connection gets its credential. Implementations keep secrets in private fields, so that no inspection shows them. */
export interface ClusterCredential {
  /** The credential of now; rejects with a ConnectionProblemError when there is none to be had. */
  current(): Promise<CredentialMaterial>;
  /** Told that the server refused the credential; returns whether asking again may give another one. */
  renew(): boolean;
}

/** No credential: an API server or proxy that authenticates by other means. */
export const anonymousCredential: ClusterCredential = {
  current: async () => ({}),
  renew: () => false,
};
