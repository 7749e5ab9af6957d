package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.gateway.spi.Access;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What visitors may not do: too much, from elsewhere, without a right, or by the wrong method. */
class HttpBoundsTest {

    private static final String NOTES = "/api/documents/notes";
    private static final String TEXT = "text/plain";

    /** More than the buffers of a connection hold. */
    private static final int LARGE = 7 << 20;

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    private static final Access BY_NAME = new ByName();

    @Test
    void whoShowsNoTokenIsAskedForOneAndWhoHasNoRightIsRefused() throws Exception {
        Site.Place host = site.host(null, settings -> settings.access(BY_NAME));
        try (Visitor stranger = new Visitor(host.url())) {
            Visitor ann = stranger.with("Authorization", "Bearer ann");
            Visitor bob = stranger.with("Authorization", "Bearer bob");
            assertThat(ann.put("/api/documents/ann%2Fdiary", TEXT, "mine").status())
                    .isEqualTo(201);
            host.documents().open("public", io.zinc.documents.Kinds.TEXT).close();

            Visitor.Got unknown = stranger.get("/api/documents");
            assertThat(unknown.status()).isEqualTo(401);
            assertThat(unknown.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(unknown.error()).isEqualTo("show a token");
            assertThat(stranger.get("/api/cluster/events").status()).isEqualTo(401);
            assertThat(stranger.get("/metrics").status()).isEqualTo(401);
            assertThat(stranger.get("/livez").status()).isEqualTo(200);
            assertThat(stranger.get("/readyz").status()).isEqualTo(200);

            assertThat(bob.get("/api/documents/ann%2Fdiary").status()).isEqualTo(403);
            assertThat(bob.put("/api/documents/ann%2Fdiary", TEXT, "x").status())
                    .isEqualTo(403);
            assertThat(bob.get("/api/documents/public").status()).isEqualTo(200);
            assertThat(bob.put("/api/documents/public", TEXT, "x").status()).isEqualTo(403);
            assertThat(bob.delete("/api/documents/public").status()).isEqualTo(403);
            assertThat(bob.post("/api/documents", "{\"name\":\"ann/new\",\"kind\":\"text\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(bob.post("/api/documents/public/versions", "{\"name\":\"v\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(bob.get("/api/documents").json().path("documents").findValuesAsText("name"))
                    .containsExactly("public");
            assertThat(ann.get("/api/documents").json().path("documents").findValuesAsText("name"))
                    .containsExactly("ann/diary", "public");
            assertThat(stranger.get("/api/me?token=ann").json().path("user").asText())
                    .isEqualTo("ann");
        }
    }

    @Test
    void anEditHasTheNameOfItsUserForAnAuthor() throws Exception {
        Site.Place host = site.host(null, settings -> settings.access(BY_NAME));
        try (Visitor visitor = new Visitor(host.url());
                io.zinc.documents.TextDocument diary =
                        host.documents().open("ann/diary", io.zinc.documents.Kinds.TEXT)) {
            visitor.with("Authorization", "Bearer ann").put("/api/documents/ann%2Fdiary", TEXT, "mine");

            Site.awaitText(diary, "mine");
            GatewayTree.await(
                    "the author is known",
                    () -> diary.authored().equals(List.of(new io.zinc.documents.TextDocument.Authored("mine", "ann"))));
        }
    }

    @Test
    void aMethodThatDoesNothingIsToldWhichDo() throws Exception {
        try (Visitor visitor = new Visitor(site.host().url())) {
            Visitor.Got refused = visitor.send("PATCH", NOTES, new byte[0]);

            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PUT");
            assertThat(refused.error()).contains("PATCH");
            assertThat(visitor.delete("/api/me").status()).isEqualTo(405);
            assertThat(visitor.post("/", "{}").header("Allow")).isEqualTo("GET, HEAD");
            Visitor.Got options = visitor.send("OPTIONS", NOTES, new byte[0]);
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).contains("PUT");
            assertThat(visitor.get("/api/nothing").status()).isEqualTo(404);
            assertThat(visitor.get("/api/nothing").error()).isNotEmpty();
            assertThat(visitor.get("/api").status()).isEqualTo(404);
            assertThat(visitor.get("/nothing").status()).isEqualTo(404);
            assertThat(visitor.get("/api/documents/a/b").status()).isEqualTo(404);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedInWordsAndHarmsNobody() throws Exception {
        Site.Place host = site.host(
                null,
                settings -> settings.limits(
                        GatewayLimits.defaults().withMaxMessageBytes(1 << 20).withHandshakeMs(1_000)));
        try (Visitor visitor = new Visitor(host.url())) {
            assertThat(visitor.put(NOTES, TEXT, "x".repeat(1 << 20)).status()).isEqualTo(201);

            for (int bytes : List.of((1 << 20) + 1, 10 << 20, 50 << 20)) {
                Visitor.Got refused = visitor.with("Content-Type", TEXT).send("PUT", NOTES, new byte[bytes]);
                assertThat(refused.status()).as("%d bytes", bytes).isEqualTo(413);
                assertThat(refused.error()).contains("maxMessageBytes").contains("1048576");
            }
            Visitor polite = visitor.announcing();
            assertThat(polite.with("Content-Type", TEXT)
                            .send("PUT", NOTES, new byte[50 << 20])
                            .status())
                    .isEqualTo(413);
            assertThat(polite.put(NOTES, TEXT, "short").status()).isEqualTo(204);
            assertThat(visitor.get(NOTES).text()).isEqualTo("short");
        }
    }

    @Test
    void anAddressThatAsksTooOftenHasToWait() throws Exception {
        Site.Place host = site.host(
                null, settings -> settings.limits(GatewayLimits.defaults().withMaxRequestsPerSecond(1)));
        try (Visitor visitor = new Visitor(host.url())) {
            Visitor.Got last = visitor.get("/livez");
            for (int i = 0; i < 1_000 && last.status() == 200; i++) {
                last = visitor.get("/livez");
            }

            assertThat(last.status()).isEqualTo(429);
            assertThat(last.header("Retry-After")).isEqualTo("1");
            assertThat(last.error()).contains("maxRequestsPerSecond");
        }
    }

    @Test
    void whenTooManyRequestsAreUnderWayOthersAreToldToComeAgain() throws Exception {
        CountDownLatch arrivals = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        Site.Place host = site.host(
                null,
                settings -> settings.access(new ByName(arrivals, gate))
                        .limits(GatewayLimits.defaults().withMaxRequests(2)));
        try (Visitor visitor = new Visitor(host.url());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Visitor slow = visitor.with("Authorization", "Bearer slow");
            Visitor ann = visitor.with("Authorization", "Bearer ann");
            Future<Visitor.Got> first = executor.submit(() -> slow.get("/api/documents"));
            Future<Visitor.Got> second = executor.submit(() -> slow.get("/api/documents"));
            arrivals.await();

            Visitor.Got third = ann.get("/api/documents");

            assertThat(third.status()).isEqualTo(503);
            assertThat(third.error()).contains("maxRequests");
            assertThat(visitor.get("/livez").status()).isEqualTo(200);
            gate.countDown();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(second.get().status()).isEqualTo(200);
            Visitor.Got fourth = ann.get("/api/documents");
            while (fourth.status() == 503) { // a request is under way until its reply is out
                fourth = ann.get("/api/documents");
            }
            assertThat(fourth.status()).isEqualTo(200);
        }
    }

    @Test
    void pagesOfAllowedOriginsMayDoEverythingAndOthersChangeNothing() throws Exception {
        Site.Place host = site.host(null, settings -> settings.allowOrigin("https://app.example.org"));
        try (Visitor visitor = new Visitor(host.url())) {
            Visitor friend = visitor.with("Origin", "https://app.example.org");
            Visitor foreign = visitor.with("Origin", "https://evil.example.org");
            Visitor own = visitor.with("Origin", host.url());

            Visitor.Got written = friend.put(NOTES, TEXT, "from the app");
            assertThat(written.status()).isEqualTo(201);
            assertThat(written.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
            assertThat(written.headers().allValues("Vary")).contains("Origin");
            assertThat(own.put(NOTES, TEXT, "from the workbench").status()).isEqualTo(204);
            assertThat(friend.get(NOTES).headers().allValues("Vary")).contains("Origin", "Accept");

            for (Visitor stranger : Set.of(foreign, visitor.with("Origin", "null"))) {
                assertThat(stranger.put(NOTES, TEXT, "evil").status()).isEqualTo(403);
                assertThat(stranger.delete(NOTES).status()).isEqualTo(403);
                assertThat(stranger.post("/api/documents", "{\"name\":\"evil\",\"kind\":\"text\"}")
                                .status())
                        .isEqualTo(403);
                assertThat(stranger.get(NOTES).header("Access-Control-Allow-Origin"))
                        .isEmpty();
            }
            assertThat(visitor.get(NOTES).text()).isEqualTo("from the workbench");
        }
    }

    @Test
    void aPreflightIsAnsweredForAllowedOriginsWithoutAToken() throws Exception {
        Site.Place host = site.host(null, settings -> settings.access(BY_NAME).allowOrigin("https://app.example.org"));
        try (Visitor visitor = new Visitor(host.url())) {
            Visitor asking = visitor.with("Access-Control-Request-Method", "PUT");

            Visitor.Got allowed =
                    asking.with("Origin", "https://app.example.org").send("OPTIONS", NOTES, new byte[0]);
            assertThat(allowed.status()).isEqualTo(204);
            assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
            assertThat(allowed.header("Access-Control-Allow-Methods")).contains("PUT");
            assertThat(allowed.header("Access-Control-Allow-Headers")).contains("Authorization");
            Visitor.Got refused =
                    asking.with("Origin", "https://evil.example.org").send("OPTIONS", NOTES, new byte[0]);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void aConnectionThatMakesNoRequestInTimeIsCutHoweverSlowlyItSendsOne() throws Exception {
        Site.Place host = site.host(
                null, settings -> settings.limits(GatewayLimits.defaults().withHandshakeMs(1_000)));
        try (Socket silent = new Socket(
                        InetAddress.getLoopbackAddress(), host.gateway().port());
                Socket slow = new Socket(
                        InetAddress.getLoopbackAddress(), host.gateway().port())) {
            silent.setSoTimeout(20_000);
            slow.setSoTimeout(20);
            slow.getOutputStream().write("GET /livez HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            boolean isCut = false;
            while (!isCut) {
                try {
                    slow.getOutputStream().write("X: y\r\n".getBytes(StandardCharsets.UTF_8));
                    isCut = slow.getInputStream().read() < 0;
                } catch (SocketTimeoutException e) {
                    isCut = false; // nothing was said yet
                } catch (SocketException e) {
                    isCut = true;
                }
            }
            assertThat(isCut).isTrue();
        }
    }

    @Test
    void aRequestMayTakeLongerThanAConnectionMayBeIdle() throws Exception {
        CountDownLatch arrivals = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Site.Place host = site.host(
                null,
                settings -> settings.access(new ByName(arrivals, gate))
                        .limits(GatewayLimits.defaults().withHandshakeMs(1_000)));
        try (Visitor visitor = new Visitor(host.url());
                Socket idle = new Socket(
                        InetAddress.getLoopbackAddress(), host.gateway().port());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Visitor.Got> slow = executor.submit(
                    () -> visitor.with("Authorization", "Bearer slow").get("/api/documents"));
            arrivals.await();
            idle.setSoTimeout(20_000);
            assertThat(idle.getInputStream().read()).isEqualTo(-1); // opened later, and cut for being idle

            gate.countDown();

            assertThat(slow.get().status()).isEqualTo(200);
        }
    }

    @Test
    void aNameThatAPageGaveToThisMachineIsNotAnsweredTo() throws Exception {
        Site.Place host = site.host(null, settings -> settings.allowOrigin("https://docs.example.org"));
        for (String own : List.of("localhost", "127.0.0.1", "[::1]", "docs.example.org")) {
            assertThat(raw(host, "GET /api/documents HTTP/1.1\r\nHost: " + own + ":8080\r\n\r\n"))
                    .as(own)
                    .startsWith("HTTP/1.1 200");
        }
        for (String foreign : List.of("evil.example.org", "localhost.evil.org", "10.0.0.1")) {
            assertThat(raw(
                            host,
                            "GET /api/documents HTTP/1.1\r\nHost: " + foreign + "\r\nOrigin: http://" + foreign
                                    + "\r\n\r\n"))
                    .as(foreign)
                    .startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void whoComesThroughAProxyThatSaysSoIsNotOfThisMachine() throws Exception {
        Site.Place closed = site.host(null, settings -> settings);
        Site.Place open = site.relay("open", settings -> settings.access(Access.everyone()));
        for (String header : List.of(
                "Forwarded: for=192.0.2.7", "X-Forwarded-For: 192.0.2.7", "x-real-ip: 192.0.2.7", "Via: 1.1 proxy")) {
            String request = "GET /api/documents HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
            assertThat(raw(closed, request)).as(header).startsWith("HTTP/1.1 401");
            assertThat(raw(open, request)).as(header).startsWith("HTTP/1.1 200");
        }
        try (RawSocket visitor = new RawSocket(closed.gateway())) {
            visitor.send(RawSocket.request("/yjs/notes")
                    .replace("Host:", "X-Forwarded-For: 192.0.2.7\r\nHost:")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(visitor.readHead()).startsWith("HTTP/1.1 101");
            RawSocket.Received close = visitor.readClose();
            assertThat(close == null ? 0 : close.closeCode()).isEqualTo(GatewaySocket.UNAUTHORIZED);
        }
    }

    private static String raw(Site.Place at, String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), at.gateway().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void headersThatCannotBeReadAreABadRequestAndTakeNothingFromOthers() throws Exception {
        Site.Place host = site.host(
                null, settings -> settings.limits(GatewayLimits.defaults().withMaxRequests(2)));
        for (String path : List.of("/api/me", "/api/documents", "/api/me", "/livez", "/")) {
            for (String header : List.of("Accept: a/b, c/d;x=\"", "Accept: c/d;x=\"", "Content-Type: c/d;x=\"")) {
                assertThat(raw(host, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n"))
                        .as(path + " " + header)
                        .startsWith("HTTP/1.1 400");
            }
        }
        try (Visitor visitor = new Visitor(host.url())) {
            assertThat(visitor.get("/api/me").status()).isEqualTo(200);
        }
    }

    @Test
    void whoDoesNotReadAReplyIsCutAndTakesNothingFromOthers() throws Exception {
        Site.Place host = site.host(
                null,
                settings -> settings.limits(
                        GatewayLimits.defaults().withMaxRequests(2).withMaxStalledMs(1_000)));
        try (Visitor visitor = new Visitor(host.url())) {
            assertThat(visitor.put(NOTES, TEXT, "x".repeat(LARGE)).status()).isEqualTo(201);
            RawSocket first = new RawSocket(host.gateway());
            RawSocket second = new RawSocket(host.gateway());
            byte[] request = ("GET " + NOTES + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8);
            first.send(request);
            second.send(request);

            assertThat(first.readHead()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(second.readHead()).isEqualTo("HTTP/1.1 200 OK");

            GatewayTree.await("they are cut", () -> visitorStatus(visitor) == 200);
            first.close();
            second.close();
        }
    }

    private static int visitorStatus(Visitor visitor) {
        try {
            return visitor.get("/api/me").status();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoReadsSlowlyGetsAllOfAReply() throws Exception {
        Site.Place host = site.host(
                null, settings -> settings.limits(GatewayLimits.defaults().withMaxStalledMs(3_000)));
        try (Visitor visitor = new Visitor(host.url())) {
            assertThat(visitor.put(NOTES, TEXT, "x".repeat(LARGE)).status()).isEqualTo(201);
            RawSocket slow = new RawSocket(host.gateway());
            slow.send(("GET " + NOTES + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(slow.readHead()).isEqualTo("HTTP/1.1 200 OK");
            long read = 0;
            for (int some = 1; some > 0; read += some) {
                Thread.sleep(200); // thirty times in all, twice as long as it may read nothing
                some = slow.readSome(LARGE / 30);
            }
            assertThat(read).isEqualTo(LARGE);
            slow.close();
        }
    }

    @Test
    void whatIsNoRequestIsAnsweredInWords() throws Exception {
        Site.Place host = site.host();

        assertThat(raw(host, "NONSENSE\r\n\r\n")).matches("HTTP/1.[01] 400");
        for (String path :
                List.of("/%zz", "/api/documents/%zz", "/%", "/api/documents/a%f", "/api/documents?prefix=%zz")) {
            assertThat(raw(host, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(raw(host, "GET /api/documents?prefix=%ff&token=%fe HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw(host, "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx"))
                .startsWith("HTTP/1.1 413");
        assertThat(raw(host, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        try (Visitor visitor = new Visitor(host.url())) {
            assertThat(visitor.get("/livez").status()).isEqualTo(200);
        }
    }
}
