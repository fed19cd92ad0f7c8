package patchline.jenkins;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A fleet-sim process with a fleet, and the variables that reach it. */
final class Fleet implements AutoCloseable {
    private static final long LISTENS_WITHIN_SECONDS = 60;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final Map<String, String> environment = new HashMap<>();
    private final Process process;

    private Fleet(Process process) {
        this.process = process;
    }

    /** The folder of the binaries. */
    static Path binaries() {
        String home = System.getenv("PATCHLINE_HOME");
        if (home == null) {
            throw new IllegalStateException("PATCHLINE_HOME is to say where the binaries are");
        }
        return Path.of(home).toAbsolutePath();
    }

    /** Starts one that is fast: an hour of the night in a second. Its folder is its own, fleet is YAML. */
    static Fleet start(Path folder, String fleet) throws IOException, InterruptedException {
        return start(folder, fleet, 3600);
    }

    /** Starts one, or goes on with the one that was stopped in this folder. */
    static Fleet start(Path folder, String fleet, int speed) throws IOException, InterruptedException {
        Path variables = folder.resolve("fleet-sim.env");
        Files.deleteIfExists(variables);
        Files.writeString(folder.resolve("fleet.yaml"), fleet);
        List<String> command = List.of(binaries().resolve("fleet-sim").toString(),
                "--listen", "127.0.0.1:0", "--speed", String.valueOf(speed), "--powershell", "off",
                "--state", folder.resolve("state.json").toString(),
                "--env-file", variables.toString(), "--fleet", folder.resolve("fleet.yaml").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("fleet-sim.log").toFile());
        builder.environment().keySet().removeIf(n -> n.startsWith("AWS_") || n.startsWith("PATCHLINE_"));
        Fleet started = new Fleet(builder.start());
        started.await(variables);
        return started;
    }

    private void await(Path variables) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LISTENS_WITHIN_SECONDS);
        while (!Files.exists(variables)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException("fleet-sim does not listen: see " + variables.resolveSibling("fleet-sim.log"));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        for (String line : Files.readAllLines(variables)) {
            if (line.startsWith("export ")) {
                String[] pair = line.substring("export ".length()).split("=", 2);
                environment.put(pair[0], pair[1]);
            }
        }
    }

    String store() {
        return environment.get("PATCHLINE_STORE");
    }

    /** Asks the stand-in's own API, below /_sim/. */
    String ask(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    /** Adds faults while it runs. */
    void fault(String yaml) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(uri("faults")).POST(HttpRequest.BodyPublishers.ofString(yaml)).build());
    }

    private URI uri(String path) {
        return URI.create(environment.get("AWS_ENDPOINT_URL") + "/_sim/" + path);
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
