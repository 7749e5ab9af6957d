export const ClusterPage = () => <div class="page">Cluster</div>;
