package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Names and numbers of the network interfaces in the calling thread's network namespace. */
public final class NetworkInterfaces {
    /** A number that no interface has: the kernel refuses what names it. */
    public static final int IMPOSSIBLE = Integer.MAX_VALUE;

    private static final int IFNAMSIZ = 16;
    private static final long IF_NAMEINDEX_SIZE = 16;

    private NetworkInterfaces() {}

    /** The kernel's number of an interface, 0 when there is none of that name. Any thread. */
    public static int index(String name) {
        if (!possible(name)) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            return Libc.ifNametoindex(arena.allocate(Libc.STATE), arena.allocateFrom(name));
        }
    }

    /** Whether an interface could have this name: 1 to 15 bytes, none of them zero. */
    public static boolean possible(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        return length > 0 && length < IFNAMSIZ && name.indexOf('\0') < 0;
    }

    /** All names, in the kernel's order; interfaces that are down or have no address included. Any thread. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment array = Libc.ifNameindex(arena.allocate(Libc.STATE));
            if (array.equals(MemorySegment.NULL)) {
                return names;
            }
            // struct if_nameindex { unsigned int if_index; char *if_name; }, ended by a zero index.
            MemorySegment entries = array.reinterpret(Long.MAX_VALUE);
            for (long at = 0; entries.get(JAVA_INT, at) != 0; at += IF_NAMEINDEX_SIZE) {
                names.add(entries.get(ADDRESS, at + 8).reinterpret(IFNAMSIZ).getString(0));
            }
            Libc.ifFreenameindex(array);
        }
        return names;
    }

    /** That there is no interface of a name, and which there are, in a sentence. */
    public static String missing(String name) {
        return "there is no interface \"" + name + "\" (there are: " + String.join(", ", names()) + ")";
    }
}
