export { INGRESS, INGRESS_CLASS } from '../../kinds/ingressKinds';

export const SOURCE_ID = 'kubernetes-ingress';
