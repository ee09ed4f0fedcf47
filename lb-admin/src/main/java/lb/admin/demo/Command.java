package lb.admin.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a short command to its end. */
final class Command {
    private static final int SECONDS = 20;

    private Command() {}

    /**
     * What a command that ended has left.
     *
     * @param exit exit code
     * @param output standard output and standard error, mixed
     */
    record Ended(int exit, String output) {}

    /**
     * What the command printed.
     *
     * @throws LabException when it does not start, does not end within 20 s or ends with a code other than 0
     */
    static String run(List<String> command) {
        var ended = end(command);
        if (ended.exit != 0) {
            throw new LabException(
                    "%s ended with code %d: %s".formatted(String.join(" ", command), ended.exit, ended.output.strip()));
        }
        return ended.output;
    }

    /**
     * The command at its end, whatever its exit code.
     *
     * @throws LabException when it does not start or does not end within 20 s
     */
    static Ended end(List<String> command) {
        Process process;
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            process = builder.start();
        } catch (IOException e) {
            throw new LabException("%s does not start: %s".formatted(command.getFirst(), e.getMessage()), e);
        }
        try {
            process.getOutputStream().close();
            // Read on another thread: a command that hangs and prints nothing must not hold this one.
            var output = CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new LabException("%s did not end within %d s".formatted(String.join(" ", command), SECONDS));
            }
            return new Ended(process.exitValue(), output.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting for " + String.join(" ", command), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Process process) {
        try (var input = process.getInputStream()) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
