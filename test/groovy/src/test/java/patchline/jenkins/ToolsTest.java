package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The binaries of an agent")
class ToolsTest {
    @TempDir Path folder;

    private HttpServer server;
    private final AtomicInteger downloads = new AtomicInteger();
    private String url;
    private String sha256;

    /** Packs an archive as make dist does, and serves it. */
    @BeforeEach
    void serve() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("patchline_v1_linux_amd64"));
        Files.writeString(archive.resolve("discover"), "#!/bin/sh\n");
        Process pack = new ProcessBuilder("/bin/sh", "-c",
                "chmod +x patchline_v1_linux_amd64/discover && tar -czf tools.tar.gz patchline_v1_linux_amd64")
                .directory(folder.toFile()).inheritIO().start();
        assertEquals(0, pack.waitFor());
        byte[] bytes = Files.readAllBytes(folder.resolve("tools.tar.gz"));
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            downloads.incrementAndGet();
            exchange.sendResponseHeaders(200, bytes.length);
            try (var body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/a b/tools.tar.gz".replace(" ", "%20");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Build run(Map<String, String> environment, String script) throws Exception {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("PATCHLINE_CACHE", folder.resolve("the cache").toString());
        return Jobs.alone(folder, all, script).run(Map.of());
    }

    @Test
    @DisplayName("are downloaded once by their SHA-256, and kept for the next builds")
    void downloadedOnce() throws Exception {
        Map<String, String> pinned = Map.of("PATCHLINE_TOOLS_URL", url, "PATCHLINE_TOOLS_SHA256", sha256.toUpperCase());
        for (int i = 0; i < 2; i++) {
            Build build = run(pinned, "echo 'in ' + patchlineTools()");
            assertEquals(Result.SUCCESS, build.result, build.log());
            assertTrue(build.log().contains("in " + folder.resolve("the cache").resolve(sha256) + "\n"), build.log());
        }
        assertEquals(1, downloads.get());
        try (var left = Files.list(folder.resolve("the cache"))) {
            assertEquals(1, left.count(), "nothing half is left");
        }
    }

    @Test
    @DisplayName("are not taken when they are not what was pinned")
    void otherBytes() throws Exception {
        String other = "0".repeat(64);
        Build build = run(Map.of(), "patchlineTools(url: '" + url + "', sha256: '" + other + "')");
        assertEquals(Result.FAILURE, build.result, build.log());
        assertTrue(Files.notExists(folder.resolve("the cache").resolve(other)));
    }

    @Test
    @DisplayName("are never downloaded without a SHA-256, also when another archive's is in the environment")
    void unpinned() throws Exception {
        for (String given : new String[] {"", ", sha256: 'latest'", ", sha256: '" + sha256 + " '"}) {
            Build build = run(Map.of("PATCHLINE_TOOLS_SHA256", sha256), "patchlineTools(url: '" + url + "'" + given + ")");
            assertEquals(Result.FAILURE, build.result, build.log());
            assertTrue(build.log().contains("is not pinned: give its SHA-256"), build.log());
        }
        assertEquals(0, downloads.get());
    }

    @Test
    @DisplayName("are those of PATCHLINE_HOME where the agent has it, and nothing is downloaded")
    void home() throws Exception {
        Build build = run(Map.of("PATCHLINE_HOME", "/opt/patchline", "PATCHLINE_TOOLS_URL", url,
                "PATCHLINE_TOOLS_SHA256", sha256), "echo 'in ' + patchlineTools()");
        assertTrue(build.log().contains("in /opt/patchline\n"), build.log());
        assertEquals(0, downloads.get());
    }

    @Test
    @DisplayName("must be somewhere: without a word on them the message says what to set")
    void nowhere() throws Exception {
        Build build = run(Map.of(), "patchlineTools()");
        assertTrue(build.log().contains("Set PATCHLINE_HOME on the agent, or PATCHLINE_TOOLS_URL"), build.log());
    }

    @Test
    @DisplayName("come from a bucket as well")
    void bucket() throws Exception {
        String need = "aws is not installed (pip install -r test/python/requirements.txt)";
        assertTrue(onPath("aws") || !"true".equals(System.getenv("CI")), need);
        Assumptions.assumeTrue(onPath("aws"), need);
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Build build = run(fleet.environment, "sh 'aws s3 cp --quiet ../tools.tar.gz s3://acme-patchline/tools.tar.gz'\n"
                    + "echo 'in ' + patchlineTools(url: 's3://acme-patchline/tools.tar.gz', sha256: '" + sha256 + "')");
            assertEquals(Result.SUCCESS, build.result, build.log());
            assertTrue(Files.isExecutable(folder.resolve("the cache").resolve(sha256).resolve("discover")));
        }
    }

    private static boolean onPath(String program) {
        for (String place : System.getenv("PATH").split(java.io.File.pathSeparator)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }
}
