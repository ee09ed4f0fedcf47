package lb.admin.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process of the laboratory; whatever it prints goes to a file. Signals go to it and its descendants, by pid. */
public final class LabProcess {
    private final String name;
    private final Process process;
    private final Path log;

    LabProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** What it has printed so far, standard error included. */
    public String output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has printed is written here. */
    public Path log() {
        return log;
    }

    /** Waits for its end; empty when it is still alive after {@code patience}. */
    public OptionalInt exit(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting for the end of " + name, e);
        }
    }

    /** Asks it to end, without waiting: the process itself only, as a service manager would. */
    public void signal(String signal) {
        send(signal, List.of(process.toHandle()));
    }

    /** SIGTERM, and waits for the end; one that is still alive after {@code patience} is killed, which is an error. */
    public int stop(Duration patience) {
        process.destroy();
        var exit = exit(patience);
        if (exit.isEmpty()) {
            kill();
            throw new LabException("%s did not end within %d ms of SIGTERM".formatted(name, patience.toMillis()));
        }
        return exit.getAsInt();
    }

    /** SIGSTOP. */
    public void freeze() {
        send("STOP", tree());
    }

    /** SIGCONT. */
    public void thaw() {
        send("CONT", tree());
    }

    /**
     * SIGKILL. All of its processes are stopped first, so that none has the time to notice the end of another and to
     * clean up, as if the machine had died.
     */
    public void kill() {
        if (process.isAlive()) {
            var tree = tree();
            send("STOP", tree);
            send("KILL", tree);
        }
        exit(Duration.ofSeconds(5));
    }

    private List<ProcessHandle> tree() {
        var tree = new ArrayList<ProcessHandle>();
        tree.add(process.toHandle());
        process.descendants().forEach(tree::add);
        return tree;
    }

    private static void send(String signal, List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-s", signal));
        processes.forEach(handle -> command.add(Long.toString(handle.pid())));
        // The shell's own kill: the program of that name is in a package that need not be there. It fails when one of
        // them has just ended, which is no error.
        Command.end(List.of("sh", "-c", String.join(" ", command)));
    }
}
