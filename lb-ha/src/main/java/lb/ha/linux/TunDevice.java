package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A tun device of this process: it is not persistent, so the kernel removes it, and the addresses on it, in the instant in
 * which the process ends, however that happens. Nothing is ever read from it or written to it.
 *
 * <pre>
 *  struct ifreq   0           16      18      40
 *                 | name, 0   | flags | ...   |
 * </pre>
 */
public final class TunDevice implements AutoCloseable {
    static final String CLONE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNGETIFF = 0x800454d2L;
    private static final short IFF_TUN = 1;
    private static final short IFF_NO_PI = 0x1000;
    private static final int IFREQ = 40;
    private static final int FLAGS = 16;

    private final Descriptor descriptor;
    private final String name;

    private TunDevice(Descriptor descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /**
     * Makes one, not up yet, in the calling thread's network namespace.
     *
     * @param pattern its name, at most 15 bytes; the kernel puts the first free number in place of {@code %d}
     * @throws SystemCallException when the kernel has no tun devices, or does not let this process make one
     */
    public static TunDevice open(String pattern) throws SystemCallException {
        Descriptor descriptor = Descriptor.device(CLONE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ, 8);
            request.setString(0, pattern);
            request.set(JAVA_SHORT, FLAGS, (short) (IFF_TUN | IFF_NO_PI));
            descriptor.control("TUNSETIFF", TUNSETIFF, request);
            return new TunDevice(descriptor, request.getString(0));
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    /**
     * One of another process, which goes on with that one's: it is removed when the last of them has closed it.
     *
     * @return null when none comes in time
     * @throws SystemCallException when what has come is no device of this kind
     */
    public static @Nullable TunDevice receive(DescriptorMail mail, Duration patience) throws SystemCallException {
        Descriptor descriptor = mail.receive(patience);
        if (descriptor == null) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ, 8);
            descriptor.control("TUNGETIFF", TUNGETIFF, request);
            return new TunDevice(descriptor, request.getString(0));
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Gives it to another process as well. */
    public void send(String mail) throws SystemCallException {
        DescriptorMail.send(mail, descriptor);
    }

    /** The name that it got. */
    public String name() {
        return name;
    }

    /** Removes it, with its addresses. */
    @Override
    public void close() {
        descriptor.close();
    }
}
