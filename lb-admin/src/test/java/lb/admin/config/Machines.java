package lb.admin.config;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Machines that tests run on in their thoughts. */
final class Machines {
    /** One that is no node of anything, with the usual loopback interface. */
    static final NodeIdentity PLAIN = named("plain", "lo 127.0.0.1/8");

    private Machines() {}

    /** @param interfaces such as {@code eth0 10.0.0.1/24 10.0.1.1/24} */
    static NodeIdentity named(String hostName, String... interfaces) {
        return new NodeIdentity(
                null, hostName, Arrays.stream(interfaces).map(Machines::device).toList());
    }

    static NodeIdentity told(String node) {
        return new NodeIdentity(node, "", List.of());
    }

    private static NodeIdentity.Interface device(String text) {
        var words = text.split(" ");
        return new NodeIdentity.Interface(
                words[0],
                Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.split("/"))
                        .map(parts -> new NodeIdentity.InterfaceAddress(
                                InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1])))
                        .toList());
    }

    /** The folder of examples at the top of the project. */
    static Path conf() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("conf/lb.conf"))) {
                return folder.resolve("conf");
            }
        }
        throw new AssertionError("conf/lb.conf is nowhere above " + Path.of("").toAbsolutePath());
    }
}
