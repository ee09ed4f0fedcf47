package lb.dist;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;

/** What tcpdump hears on the bridge, decoded by tshark. */
final class Capture {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String GOOD = "1";

    private final LabNode bridge;
    private final Path file;
    private final LabProcess tcpdump;

    private Capture(LabNode bridge, Path file, LabProcess tcpdump) {
        this.bridge = bridge;
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /** Starts to listen, and returns when it does. */
    static Capture start(FourNodes four) {
        var file = four.folder().resolve("bridge.pcap");
        var tcpdump = four.bridge()
                .start(
                        "tcpdump",
                        "-i",
                        "br0",
                        "--immediate-mode",
                        "-U",
                        "-Z",
                        "root",
                        "-w",
                        file.toString(),
                        "ip proto 112");
        Eventually.holds("tcpdump listens", PATIENCE, () -> tcpdump.output().contains("listening on"), tcpdump::output);
        return new Capture(four.bridge(), file, tcpdump);
    }

    /**
     * One advert as tshark reads it.
     *
     * @param time seconds since 1970
     * @param problems what is wrong with it: malformed, a bad checksum of IP or VRRP, a TTL that is not 255; "" for none
     */
    record Advert(double time, String source, String destination, int version, int priority, String problems) {}

    /** Ends the capture; all adverts in it. */
    List<Advert> stop() {
        tcpdump.stop(PATIENCE);
        return adverts();
    }

    /** All adverts so far. */
    List<Advert> adverts() {
        var lines = bridge.run("sh", "-c", """
                tshark -n -r %s -o ip.check_checksum:TRUE -T fields -E separator='|' -E occurrence=f \
                -e frame.time_epoch -e ip.src -e ip.dst -e vrrp.version -e vrrp.prio -e ip.ttl \
                -e ip.checksum.status -e vrrp.checksum.status -e _ws.malformed 2>/dev/null""".formatted(file));
        return lines.lines().map(Capture::advert).toList();
    }

    private static Advert advert(String line) {
        var fields = line.split("\\|", -1);
        if (fields.length != 9 || fields[3].isEmpty()) {
            return new Advert(0, "", "", 0, 0, "not an advert: " + line);
        }
        var problems = (fields[5].equals("255") ? "" : "TTL " + fields[5] + " ")
                + (fields[6].equals(GOOD) ? "" : "bad IP checksum ")
                + (fields[7].equals(GOOD) ? "" : "bad VRRP checksum ")
                + (fields[8].isEmpty() ? "" : "malformed");
        return new Advert(
                Double.parseDouble(fields[0]),
                fields[1],
                fields[2],
                Integer.parseInt(fields[3]),
                Integer.parseInt(fields[4]),
                problems);
    }
}
