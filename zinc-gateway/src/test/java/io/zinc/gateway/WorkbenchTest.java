package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the files of the workbench are served, out of a folder and out of an archive. */
class WorkbenchTest {

    private static final String SCRIPT = "/assets/index-Daesftpv.js";
    private static final Map<String, String> FILES = new LinkedHashMap<>(Map.of(
            "index.html", "<!doctype html><title>Workbench</title>",
            "index.html.br", "brotli of the index",
            "index.html.gz", "gzip of the index",
            "assets/index-Daesftpv.js", "console.log(1)",
            "assets/index-Daesftpv.js.br", "brotli of the script",
            "theme.js", "theme",
            "zinc.svg", "<svg/>"));

    private final Site site = new Site();

    @TempDir
    Path folder;

    private Visitor visitor = new Visitor("http://127.0.0.1:1");

    @BeforeEach
    void open() throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = folder.resolve("META-INF/zinc-web").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.writeString(folder.resolve("secret.txt"), "secret");
        visitor = new Visitor(
                site.host(null, settings -> settings.workbench(loader(folder))).url());
    }

    @AfterEach
    void close() {
        visitor.close();
        site.close();
    }

    private static ClassLoader loader(Path of) {
        try {
            return new URLClassLoader(new URL[] {of.toUri().toURL()}, null);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theIndexIsAtTheRootAndIsAskedForAgainEachTime() throws Exception {
        Visitor.Got index = visitor.get("/");

        assertThat(index.status()).isEqualTo(200);
        assertThat(index.text()).isEqualTo(FILES.get("index.html"));
        assertThat(index.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(index.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(index.header("ETag")).matches("\"[0-9a-f]{24}\"");
        Visitor.Got again = visitor.with("If-None-Match", index.header("ETag")).get("/");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(index.header("ETag"));
        assertThat(visitor.with("If-None-Match", "\"other\"").get("/").status()).isEqualTo(200);
        assertThat(visitor.get("/index.html").text()).isEqualTo(index.text());
    }

    @Test
    void whatHasAHashInItsNameIsKeptForEver() throws Exception {
        assertThat(visitor.get(SCRIPT).header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(visitor.get(SCRIPT).header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(visitor.get("/theme.js").header("Cache-Control")).isEqualTo("no-cache");
        assertThat(visitor.get("/zinc.svg").header("Content-Type")).isEqualTo("image/svg+xml");
    }

    @Test
    void browsersGetWhatIsCompressedBestForThem() throws Exception {
        Visitor.Got brotli =
                visitor.with("Accept-Encoding", "gzip, deflate, br, zstd").get("/");
        assertThat(brotli.header("Content-Encoding")).isEqualTo("br");
        assertThat(brotli.text()).isEqualTo("brotli of the index");
        assertThat(brotli.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(brotli.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        Visitor.Got gzip = visitor.with("Accept-Encoding", "gzip, br;q=0").get("/");
        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(gzip.text()).isEqualTo("gzip of the index");
        assertThat(gzip.header("ETag")).isNotEqualTo(brotli.header("ETag"));
        Visitor.Got plain = visitor.with("Accept-Encoding", "gzip").get(SCRIPT);
        assertThat(plain.header("Content-Encoding")).isEmpty();
        assertThat(plain.text()).isEqualTo("console.log(1)");
        assertThat(visitor.with("Accept-Encoding", "br")
                        .send("HEAD", "/", new byte[0])
                        .header("Content-Length"))
                .isEqualTo(Integer.toString("brotli of the index".length()));
    }

    @Test
    void everythingHasAStrictPolicy() throws Exception {
        for (String path : List.of("/", SCRIPT, "/api/documents", "/nothing", "/livez", "/api/nothing")) {
            Visitor.Got got = visitor.get(path);
            assertThat(got.header("Content-Security-Policy"))
                    .as(path)
                    .isEqualTo("default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                            + " img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none';"
                            + " base-uri 'none'; frame-ancestors 'none'");
            assertThat(got.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(got.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void nothingElseOfTheClassPathIsServed() throws Exception {
        for (String path : List.of(
                "/../../secret.txt",
                "/..%2f..%2fsecret.txt",
                "/%2e%2e/%2e%2e/secret.txt",
                "/assets",
                "/assets/",
                "/index.html.br",
                "/META-INF/zinc-web/index.html",
                "//index.html",
                "/index.html%00.js")) {
            assertThat(visitor.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void anArchiveIsServedAsAFolderIs() throws Exception {
        Path archive = folder.resolve("web with spaces.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                jar.putNextEntry(new ZipEntry("META-INF/zinc-web/" + file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }

        WorkbenchFiles files = WorkbenchFiles.read(loader(archive));

        assertThat(files.paths()).containsExactlyInAnyOrder("/index.html", SCRIPT, "/theme.js", "/zinc.svg");
        assertThat(files.at("/")).isNotNull();
    }

    @Test
    void aProgramWithoutTheWorkbenchSaysSo() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (Site bare = new Site();
                Visitor there = new Visitor(bare.host(null, settings -> settings.workbench(loader(empty)))
                        .url())) {
            Visitor.Got page = there.get("/");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.text()).contains("zinc-web").doesNotContain("<script");
            assertThat(there.get("/assets/x.js").status()).isEqualTo(404);
        }
    }
}
