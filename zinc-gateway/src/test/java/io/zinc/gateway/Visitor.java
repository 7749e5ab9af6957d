package io.zinc.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Somebody who uses a gateway over HTTP. */
final class Visitor implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final Map<String, String> headers;
    private final boolean isAnnouncing;
    private final HttpClient client;

    Visitor(String url) {
        this(
                url,
                Map.of(),
                false,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    private Visitor(String url, Map<String, String> headers, boolean isAnnouncing, HttpClient client) {
        this.isAnnouncing = isAnnouncing;
        this.url = url;
        this.headers = headers;
        this.client = client;
    }

    /** The same, who sends a header along. */
    Visitor with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Visitor(url, all, isAnnouncing, client);
    }

    /** The same, who asks whether a body is welcome before it is sent. */
    Visitor announcing() {
        return new Visitor(url, headers, true, client);
    }

    /** What came back. */
    record Got(int status, java.net.http.HttpHeaders headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String error() throws IOException {
            return json().path("error").asText();
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    Got get(String path) throws IOException, InterruptedException {
        return send("GET", path, new byte[0]);
    }

    Got delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, new byte[0]);
    }

    Got put(String path, String type, String body) throws IOException, InterruptedException {
        return with("Content-Type", type).send("PUT", path, body.getBytes(StandardCharsets.UTF_8));
    }

    Got post(String path, String json) throws IOException, InterruptedException {
        return with("Content-Type", "application/json").send("POST", path, json.getBytes(StandardCharsets.UTF_8));
    }

    Got send(String method, String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                request(path).method(method, publisher(body)).build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Got(response.statusCode(), response.headers(), response.body());
    }

    /** Opens something that does not end, line by line. */
    HttpResponse<java.util.stream.Stream<String>> follow(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines());
    }

    private static HttpRequest.BodyPublisher publisher(byte[] body) {
        return body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .expectContinue(isAnnouncing);
        headers.forEach(request::header);
        return request;
    }

    @Override
    public void close() {
        client.close();
    }
}
