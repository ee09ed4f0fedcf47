package lb.admin.page;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A real browser with one page, driven over the DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** @param folder for its profile */
    Browser(Path folder) throws Exception {
        ProcessBuilder starting = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--remote-allow-origins=*",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile());
        // What it leaves goes with the folder.
        starting.environment().put("TMPDIR", folder.toString());
        process = starting.start();
        Path portFile = folder.resolve("profile/DevToolsActivePort");
        eventually(
                "the browser listens",
                () -> Files.exists(portFile) && Files.readAllLines(portFile).size() > 1);
        String port = Files.readAllLines(portFile).getFirst();
        HttpClient client = HttpClient.newHttpClient();
        String targets = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String page = null;
        for (JsonElement target : JsonParser.parseString(targets).getAsJsonArray()) {
            if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
                page = target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
            }
        }
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(page), new Heard())
                .join();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", "{}");
        }
    }

    private final class Heard implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
                text.setLength(0);
                heard(message);
            }
            from.request(1);
            return null;
        }
    }

    private void heard(JsonObject message) {
        if (message.has("id")) {
            answers.remove(message.get("id").getAsInt()).complete(message);
            return;
        }
        String method = message.get("method").getAsString();
        JsonObject parameters = message.getAsJsonObject("params");
        boolean complains = switch (method) {
            case "Runtime.exceptionThrown" -> true;
            case "Log.entryAdded" ->
                List.of("error", "warning")
                        .contains(
                                parameters.getAsJsonObject("entry").get("level").getAsString());
            case "Runtime.consoleAPICalled" ->
                List.of("error", "warning").contains(parameters.get("type").getAsString());
            default -> false;
        };
        if (complains) {
            complaints.add(parameters.toString());
        }
    }

    /** Errors and warnings of its console so far. */
    List<String> complaints() {
        return complaints;
    }

    /** Sends a command, and waits for its result. */
    JsonObject send(String method, String parameters) throws Exception {
        int id = commands.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .join();
        JsonObject said = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (said.has("error")) {
            throw new IOException(method + ": " + said.get("error"));
        }
        return said.getAsJsonObject("result");
    }

    /** What an expression is, a promise fulfilled. */
    String evaluate(String expression) throws Exception {
        JsonObject asked = new JsonObject();
        asked.addProperty("expression", expression);
        asked.addProperty("awaitPromise", true);
        asked.addProperty("returnByValue", true);
        JsonObject said = send("Runtime.evaluate", asked.toString());
        if (said.has("exceptionDetails")) {
            throw new IOException(expression + ": " + said.get("exceptionDetails"));
        }
        JsonElement value = said.getAsJsonObject("result").get("value");
        return value == null || value.isJsonNull()
                ? ""
                : value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    /** Waits until an expression is true. */
    void await(String expression) throws Exception {
        eventually(expression, () -> {
            try {
                return evaluate("Boolean(" + expression + ")").equals("true");
            } catch (IOException e) {
                // The page was just being left.
                return false;
            }
        });
    }

    /** Loads a page. */
    void open(String url, String user, String password) throws Exception {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        send("Network.setExtraHTTPHeaders", "{\"headers\":{\"Authorization\":\"Basic " + credentials + "\"}}");
        send("Page.navigate", "{\"url\":\"" + url + "\"}");
        await("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** How large it is, and whether people like it dark. */
    void look(int width, int height, boolean dark) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":%b}"
                        .formatted(width, height, width < 600));
        send(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}"
                        .formatted(dark ? "dark" : "light"));
    }

    /** A picture of what it shows. */
    byte[] screenshot() throws Exception {
        return Base64.getDecoder()
                .decode(send("Page.captureScreenshot", "{}").get("data").getAsString());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void eventually(String what, Condition condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
