package lb.proxy.listen;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Which process has a port, by Linux' {@code /proc}. A line of {@code /proc/net/tcp} (or {@code udp}, where 07 stands for a
 * socket without a peer):
 *
 * <pre>
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm-&gt;when retrnsmt   uid  timeout inode
 *    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 36711 1 ...
 *                ^ port, hexadecimal ^ 0A is LISTEN                                          ^ names the socket
 * </pre>
 */
final class PortHolder {

    private PortHolder() {}

    /** Such as {@code nginx (process 4711)}; empty when it cannot be found out. */
    static String of(Protocol protocol, int port) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : protocol.tables()) {
                if (Files.exists(Path.of(table))) {
                    Files.readAllLines(Path.of(table))
                            .forEach(line -> addHolder(line, protocol.state(), port, sockets));
                }
            }
            return sockets.isEmpty() ? "" : processWith(sockets);
        } catch (IOException e) {
            return "";
        }
    }

    /** Adds the socket of a line, as the links in {@code /proc/<pid>/fd} write it, when it is in that state on the port. */
    static void addHolder(String line, String state, int port, Set<String> sockets) {
        String[] cells = line.strip().split("\\s+", -1);
        if (cells.length > 9 && cells[3].equals(state) && cells[1].endsWith(":%04X".formatted(port))) {
            sockets.add("socket:[" + cells[9] + "]");
        }
    }

    private static String processWith(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Files.readString(process.resolve("comm")).strip() + " (process " + process.getFileName()
                            + ")";
                }
            }
        }
        return "";
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            // Ended meanwhile, or not ours to look into.
        }
        return false;
    }
}
