package io.zinc.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the workbench, read once from {@code META-INF/zinc-web} of the class path, by their paths. Only what was found
 * there is ever served: a path is looked up, not opened.
 */
final class WorkbenchFiles {

    private static final String FOLDER = "META-INF/zinc-web";
    private static final String INDEX = "index.html";
    private static final String BROTLI = ".br";
    private static final String GZIP = ".gz";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /**
     * One file.
     *
     * @param etag changes with the content
     * @param isForEver whether its name changes with the content, too
     * @param brotli the same, compressed; null without that
     * @param gzip the same, compressed; null without that
     */
    record Page(
            String contentType,
            String etag,
            boolean isForEver,
            Buffer plain,
            @Nullable Buffer brotli,
            @Nullable Buffer gzip) {}

    private final Map<String, Page> pages;

    private WorkbenchFiles(Map<String, Page> pages) {
        this.pages = pages;
    }

    /** The page of a URL's path; null if there is none. */
    @Nullable
    Page at(String path) {
        return pages.get(path.equals("/") ? "/" + INDEX : path);
    }

    /** Reads the files that a class loader sees; a plain page in their place where there are none. */
    static WorkbenchFiles read(ClassLoader loader) {
        URL index = loader.getResource(FOLDER + "/" + INDEX);
        if (index == null) {
            Buffer page = Buffer.buffer(StandIn.PAGE);
            return new WorkbenchFiles(Map.of("/" + INDEX, new Page(type(INDEX), etag(page), false, page, null, null)));
        }
        try {
            URI uri = index.toURI();
            if (!uri.getScheme().equals("jar")) {
                return new WorkbenchFiles(
                        pages(Objects.requireNonNull(Path.of(uri).getParent())));
            }
            String archive = uri.toString().substring(0, uri.toString().indexOf("!/"));
            try (FileSystem files =
                    FileSystems.newFileSystem(Path.of(URI.create(archive.substring("jar:".length()))))) {
                return new WorkbenchFiles(pages(files.getPath("/" + FOLDER)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the workbench cannot be read from " + index, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has a URL that is none: " + index, e);
        }
    }

    private static Map<String, Page> pages(Path folder) throws IOException {
        Map<String, Buffer> files = new LinkedHashMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String path = "/" + folder.relativize(file).toString().replace('\\', '/');
                files.put(path, Buffer.buffer(Files.readAllBytes(file)));
            }
        }
        Map<String, Page> pages = new LinkedHashMap<>();
        files.forEach((path, plain) -> {
            boolean isPacked = Stream.of(BROTLI, GZIP)
                    .anyMatch(end ->
                            path.endsWith(end) && files.containsKey(path.substring(0, path.length() - end.length())));
            if (!isPacked) {
                pages.put(
                        path,
                        new Page(
                                type(path),
                                etag(plain),
                                isHashed(path),
                                plain,
                                files.get(path + BROTLI),
                                files.get(path + GZIP)));
            }
        });
        return pages;
    }

    /** Build tools put what has a hash in its name into the folder of assets: {@code assets/index-Daesftpv.js}. */
    private static boolean isHashed(String path) {
        return path.matches("/assets/(.*/)?[^/]+-[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9.]+");
    }

    private static String type(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, "application/octet-stream");
    }

    private static String etag(Buffer content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes());
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** What the workbench is made of, for tests. */
    List<String> paths() {
        return List.copyOf(pages.keySet());
    }
}
