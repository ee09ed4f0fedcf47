package lb.admin.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Errno;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SystemCallException;
import org.jspecify.annotations.Nullable;

/** What a service manager such as systemd is told of this process: sd_notify(3), a datagram to the socket that it names. */
public final class ServiceNotice {
    /** It stops. */
    public static final String STOPPING = "STOPPING=1";

    private ServiceNotice() {}

    /** It serves; it may not be the process that the service manager has started. */
    public static String ready() {
        return "READY=1\nMAINPID=" + ProcessHandle.current().pid();
    }

    /** Another process serves in its place, and speaks from now on. */
    public static String goesOn(int pid) {
        return "MAINPID=" + pid;
    }

    /**
     * It reads its configuration again; {@link #ready} says that it has done so, whatever came of it.
     *
     * @param nanos now, by CLOCK_MONOTONIC: what {@link System#nanoTime} is on Linux
     */
    public static String reloading(long nanos) {
        return "RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    /**
     * Sends one.
     *
     * @param socket the value of {@code NOTIFY_SOCKET}: a path, or {@code @} and an abstract name; null or empty for nobody
     * @throws IOException when it cannot be sent, with the reason in words
     */
    public static void send(@Nullable String socket, String notice) throws IOException {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        byte[] name = socket.getBytes(StandardCharsets.UTF_8);
        if (name.length > SocketAddresses.LONGEST_PATH) {
            throw new IOException("NOTIFY_SOCKET has %d bytes (expected: %d at most)"
                    .formatted(name.length, SocketAddresses.LONGEST_PATH));
        }
        try (Arena arena = Arena.ofConfined();
                Descriptor datagram = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0)) {
            MemorySegment to = socket.startsWith("@")
                    ? SocketAddresses.unixAbstract(arena, socket.substring(1))
                    : SocketAddresses.unixPath(arena, name);
            byte[] text = notice.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocate(text.length);
            MemorySegment.copy(text, 0, message, ValueLayout.JAVA_BYTE, 0, text.length);
            int sent = datagram.send(message, text.length, to);
            if (sent < 0) {
                throw new IOException("NOTIFY_SOCKET " + socket + ": " + Errno.text(-sent));
            }
        } catch (SystemCallException e) {
            throw new IOException("NOTIFY_SOCKET " + socket + ": " + e.getMessage(), e);
        }
    }
}
