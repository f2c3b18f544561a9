import type {
  ClusterCredential,
  CredentialMaterial,
} from './ClusterCredential';

/** A credential written in the configuration; it never changes while the process runs. */
export class StaticCredential implements ClusterCredential {
  readonly #material: CredentialMaterial;

  constructor(material: CredentialMaterial) {
    this.#material = material;
  }

  async current(): Promise<CredentialMaterial> {
    return this.#material;
  }

  renew(): boolean {
    return false;
  }
}
