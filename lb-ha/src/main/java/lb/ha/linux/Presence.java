package lb.ha.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says that this process lives, to others of this program in the same network namespace: what they find there with the mark of
 * this program may be this one's, and nothing that a killed one has left. It is the name of an abstract socket (unix(7)), which
 * the kernel forgets with the process. Any thread.
 */
public final class Presence implements AutoCloseable {
    private static final String MARK = "lb/present/";

    /** Abstract names begin with a zero, shown so. */
    private static final String ABSTRACT = "@";

    /** That of the thread's own network namespace. */
    private static final Path SOCKETS = Path.of("/proc/thread-self/net/unix");

    private final @Nullable Descriptor socket;
    private final String name;

    private Presence(@Nullable Descriptor socket, String name) {
        this.socket = socket;
        this.name = name;
    }

    /** From now on until closed, or the process ends. Where the kernel refuses, nobody knows of this one. */
    public static Presence take() {
        String name = MARK + UUID.randomUUID();
        try (Arena arena = Arena.ofConfined()) {
            Descriptor socket = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_STREAM, 0);
            try {
                socket.bind(SocketAddresses.unixAbstract(arena, name));
                return new Presence(socket, name);
            } catch (SystemCallException e) {
                socket.close();
                return new Presence(null, name);
            }
        } catch (SystemCallException e) {
            return new Presence(null, name);
        }
    }

    /** Whether no other one is there; also where that cannot be seen. */
    public boolean isAlone() {
        try {
            // Names of sockets are bytes of any kind.
            return Files.readAllLines(SOCKETS, StandardCharsets.ISO_8859_1).stream()
                    .noneMatch(line -> line.contains(" " + ABSTRACT + MARK) && !line.endsWith(ABSTRACT + name));
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
