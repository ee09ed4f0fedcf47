package lb.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Weights above 0 in the files of both nodes, with lb on one and keepalived on the other: the same arithmetic moves the address. */
@Tag("network")
class KeepalivedWeightsIT {
    @Test
    void inEveryStateOfBothTheNodeHasTheAddressThatKeepalivedWouldGiveItTo() {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            var ours =
                    new Lb(four.ha1(), Lb.write(four.folder().resolve("keepalived.conf"), conf(four, four.ha1(), 101)));
            var theirs = new Keepalived(four, four.ha2(), conf(four, four.ha2(), 100));
            set(four, four.ha1(), true);
            set(four, four.ha2(), true);
            ours.start();
            theirs.start();
            four.takePart(ours, theirs);
            // 103 and 102
            four.owns(four.ha1(), FourNodes.PATIENCE, ours, theirs);
            // 101 and 102
            set(four, four.ha1(), false);
            four.owns(four.ha2(), FourNodes.PATIENCE, ours, theirs);
            // 101 and 100
            set(four, four.ha2(), false);
            four.owns(four.ha1(), FourNodes.PATIENCE, ours, theirs);
            // 101 and 102
            set(four, four.ha2(), true);
            four.owns(four.ha2(), FourNodes.PATIENCE, ours, theirs);
            // 103 and 102
            set(four, four.ha1(), true);
            four.owns(four.ha1(), FourNodes.PATIENCE, ours, theirs);
            theirs.stop();
            ours.stop();
        }
    }

    private static String conf(FourNodes four, LabNode node, int priority) {
        return """
                global_defs {
                    enable_script_security
                    script_user root
                }
                vrrp_script chk {
                    script "/usr/bin/test -e %s"
                    interval 1
                    weight 2
                }
                vrrp_instance web {
                    interface eth0
                    state BACKUP
                    virtual_router_id %d
                    priority %d
                    advert_int 1
                    virtual_ipaddress {
                        %s
                    }
                    track_script {
                        chk
                    }
                }
                """.formatted(file(four, node), Vrrp.ROUTER_ID, priority, FourNodes.VIRTUAL);
    }

    private static Path file(FourNodes four, LabNode node) {
        return four.folder().resolve(node.name() + "-is-well").toAbsolutePath();
    }

    private static void set(FourNodes four, LabNode node, boolean well) {
        try {
            if (well) {
                Files.createFile(file(four, node));
            } else {
                Files.delete(file(four, node));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
