package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zinc.core.Endpoint;
import io.zinc.core.TreeStatus;
import io.zinc.documents.Documents;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What those see who watch over a cluster: the tree, health and metrics. */
class WatchingOverHttpTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    private static List<JsonNode> nodes(JsonNode tree) {
        return StreamSupport.stream(tree.path("nodes").spliterator(), false).toList();
    }

    private static JsonNode node(JsonNode tree, Endpoint endpoint) {
        return nodes(tree).stream()
                .filter(node -> node.path("id").asText().equals(endpoint.id().toString()))
                .findFirst()
                .orElse(JSON.createObjectNode());
    }

    /** Waits for a tree that has something. */
    private static JsonNode tree(Visitor visitor, java.util.function.Predicate<JsonNode> isWanted) throws Exception {
        JsonNode tree = visitor.get("/api/cluster").json();
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!isWanted.test(tree)) {
            assertThat(System.nanoTime()).as("the last tree was %s", tree).isLessThan(deadline);
            tree = visitor.get("/api/cluster").json();
        }
        return tree;
    }

    @Test
    void aRelayShowsTheWholeTreeWithGatewaysDocumentsAndBrowsers() throws Exception {
        Site.Place host = site.host();
        Site.Place relay = site.relay("relay");
        Site.Place other = site.relay("other");
        host.documents().open("notes", io.zinc.documents.Kinds.TEXT);
        try (Visitor visitor = new Visitor(relay.url())) {
            JsonNode tree = tree(
                    visitor,
                    seen -> nodes(seen).size() == 3
                            && nodes(seen).stream()
                                    .noneMatch(node ->
                                            node.path("gateway").asText().isEmpty()));

            assertThat(tree.path("cluster").asText()).isEqualTo("site");
            assertThat(tree.path("omitted").asInt()).isZero();
            JsonNode root = node(tree, host.endpoint());
            assertThat(root.path("role").asText()).isEqualTo("host");
            assertThat(root.path("parent").asText())
                    .isEqualTo(host.endpoint().id().toString());
            assertThat(root.path("documents").asInt()).isEqualTo(1);
            assertThat(root.path("children").asInt()).isEqualTo(2);
            assertThat(root.path("gateway").asText()).isEqualTo(host.url());
            assertThat(root.path("browsers").asInt()).isZero();
            assertThat(node(tree, relay.endpoint()).path("gateway").asText()).isEqualTo(relay.url());
            assertThat(node(tree, other.endpoint()).path("gateway").asText()).isEqualTo(other.url());
            assertThat(node(tree, other.endpoint()).path("role").asText()).isEqualTo("relay");
        }
    }

    @Test
    void aGatewayThatClosesIsNoLongerToldOf() throws Exception {
        Site.Place host = site.host();
        Site.Place relay = site.relay("relay");
        try (Visitor visitor = new Visitor(host.url())) {
            tree(
                    visitor,
                    seen -> !node(seen, relay.endpoint())
                            .path("gateway")
                            .asText()
                            .isEmpty());

            relay.gateway().close();

            JsonNode tree = tree(
                    visitor,
                    seen -> node(seen, relay.endpoint()).has("gateway")
                            && node(seen, relay.endpoint())
                                    .path("gateway")
                                    .asText()
                                    .isEmpty());
            assertThat(nodes(tree)).hasSize(2);
        }
    }

    @Test
    void whatAnEndpointSaysOfItselfIsNoLinkUnlessItIsOne() {
        UUID id = new UUID(1, 2);
        TreeStatus.Node lies = new TreeStatus.Node(
                id, id, io.zinc.core.Role.CLIENT, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, "javascript:alert(1)");

        assertThat(TreeFeed.Node.of(lies).gateway()).isEmpty();
    }

    @Test
    void theTreeComesOnceASecondForThoseWhoFollowIt() throws Exception {
        site.host();
        Site.Place relay = site.relay(
                "relay", settings -> settings.limits(GatewayLimits.defaults().withHandshakeMs(1_000)));
        try (Visitor visitor = new Visitor(relay.url())) {
            HttpResponse<Stream<String>> events = visitor.follow("/api/cluster/events");
            assertThat(events.statusCode()).isEqualTo(200);
            assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");

            List<String> trees = new ArrayList<>();
            try (Stream<String> lines = events.body()) {
                Iterator<String> each = lines.iterator();
                // more than a connection's patience for requests, which this must outlast
                while (trees.size() < 4) {
                    String line = each.next();
                    if (line.equals("event: tree")) {
                        trees.add(each.next());
                    }
                }
            }

            assertThat(trees).allMatch(data -> data.startsWith("data: {"));
            JsonNode last = JSON.readTree(trees.getLast().substring("data: ".length()));
            assertThat(nodes(last)).hasSize(2);
        }
    }

    @Test
    void followersAreBoundedAndLeaveWhenTheyGo() throws Exception {
        Site.Place host = site.host(
                null, settings -> settings.limits(GatewayLimits.defaults().withMaxFollowers(1)));
        try (Visitor visitor = new Visitor(host.url())) {
            HttpResponse<Stream<String>> first = visitor.follow("/api/cluster/events");
            assertThat(first.statusCode()).isEqualTo(200);

            Visitor.Got second = visitor.get("/api/cluster/events");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.error()).contains("maxFollowers");
            assertThat(visitor.get("/metrics").text()).contains("zinc_gateway_followers 1.0");
            first.body().close();
            GatewayTree.await("the follower has left", () -> {
                try {
                    return visitor.get("/metrics").text().contains("zinc_gateway_followers 0.0");
                } catch (java.io.IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void aGatewayIsReadyWhileTheHostsDocumentsAnswer() throws Exception {
        String address = "inproc://ready-" + UUID.randomUUID();
        Endpoint host = Endpoint.host("ready").bind(address).open();
        Documents documents = Documents.on(host);
        Endpoint client = Endpoint.client("ready").join(address).open();
        try (Documents below = Documents.on(client);
                Gateway gateway = Gateway.on(client, below)
                        .limits(GatewayLimits.defaults().withMaxRequestsPerSecond(1_000_000))
                        .open();
                Visitor visitor = new Visitor(gateway.url())) {
            Visitor.Got ready = visitor.get("/readyz");
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.json().path("status").asText()).isEqualTo("ready");
            assertThat(visitor.send("HEAD", "/livez", new byte[0]).status()).isEqualTo(200);

            documents.close();
            host.close();

            Visitor.Got lost = visitor.get("/readyz");
            while (lost.status() == 200) {
                lost = visitor.get("/readyz");
            }
            assertThat(lost.status()).isEqualTo(503);
            assertThat(lost.error()).contains("documents");
            assertThat(visitor.get("/livez").status()).isEqualTo(200);
        } finally {
            client.close();
        }
    }

    @Test
    void eventLoopsThatStandStillAreTold() throws Exception {
        Site.Place host = site.host();
        try (Visitor visitor = new Visitor(host.url())) {
            assertThat(visitor.get("/livez").json().path("status").asText()).isEqualTo("alive");
        }
        java.util.concurrent.atomic.AtomicLong now = new java.util.concurrent.atomic.AtomicLong(1_000);
        Health health = new Health(host.documents(), 2, now::get);
        now.addAndGet(4_000);
        health.beat(0);
        now.addAndGet(2_000);

        assertThat(health.alive().status()).isEqualTo(503);
        health.beat(1);
        assertThat(health.alive().status()).isEqualTo(200);
    }

    @Test
    void metricsTellOfTheTreeDocumentsStoreAndGatewayAndNameNoDocument() throws Exception {
        Site.Place host = site.host(new io.zinc.testing.MemoryDisk().open(), settings -> settings);
        try (Visitor visitor = new Visitor(host.url())) {
            visitor.put("/api/documents/secret-plans", "text/plain", "hello");
            visitor.get("/api/documents/secret-plans");
            visitor.get("/api/documents/absent");

            Visitor.Got metrics = visitor.get("/metrics");

            assertThat(metrics.status()).isEqualTo(200);
            assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(metrics.text())
                    .contains("zinc_tree_endpoints 1.0")
                    .contains("zinc_tree_gaps_total 0.0")
                    .contains("zinc_documents_held 1.0")
                    .contains("zinc_store_steps_total")
                    .contains("zinc_store_faults_total 0.0")
                    .contains("zinc_gateway_sockets 0.0")
                    .contains("jvm_memory_used_bytes")
                    .contains("jvm_threads_live_threads")
                    .contains("process_uptime_seconds")
                    .contains("process_cpu_usage")
                    .contains(
                            "zinc_gateway_requests_seconds_count{method=\"PUT\",path=\"/api/documents/{document}\",status=\"201\"} 1")
                    .contains(
                            "zinc_gateway_requests_seconds_count{method=\"GET\",path=\"/api/documents/{document}\",status=\"404\"} 1")
                    .doesNotContain("secret-plans");
            assertThat(visitor.with("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
                            .get("/metrics")
                            .header("Content-Type"))
                    .startsWith("application/openmetrics-text");
        }
    }

    @Test
    void aVisitorIsToldWhoAndWhereItIs() throws Exception {
        Site.Place host = site.host();
        Site.Place relay = site.relay("relay");
        try (Visitor visitor = new Visitor(relay.url())) {
            JsonNode me = visitor.get("/api/me").json();

            assertThat(me.path("user").asText()).isEmpty();
            assertThat(me.path("cluster").asText()).isEqualTo("site");
            assertThat(me.path("gateway").asText())
                    .isEqualTo("relay " + relay.endpoint().id().toString().substring(0, 8));
            assertThat(me.path("version").asText()).isNotEmpty();
            assertThat(me.path("keeps").isBoolean()).isTrue();
            assertThat(host.gateway().port()).isNotEqualTo(relay.gateway().port());
        }
    }
}
