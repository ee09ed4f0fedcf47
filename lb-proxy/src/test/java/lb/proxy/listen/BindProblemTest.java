package lb.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BindProblemTest {
    @Test
    void bothTransportsTellTheSameProblems() {
        // Its errors need its native library.
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs epoll");
        assertThat(BindProblem.of(new Errors.NativeIoException("bind", -98))).isEqualTo(BindProblem.IN_USE);
        assertThat(BindProblem.of(new BindException("Address already in use"))).isEqualTo(BindProblem.IN_USE);
        assertThat(BindProblem.of(new Errors.NativeIoException("bind", -13))).isEqualTo(BindProblem.FORBIDDEN);
        assertThat(BindProblem.of(new SocketException("Permission denied"))).isEqualTo(BindProblem.FORBIDDEN);
        assertThat(BindProblem.of(new Errors.NativeIoException("bind", -99))).isEqualTo(BindProblem.NOT_HERE);
        assertThat(BindProblem.of(new BindException("Cannot assign requested address")))
                .isEqualTo(BindProblem.NOT_HERE);
        assertThat(BindProblem.of(new IOException((String) null))).isEqualTo(BindProblem.OTHER);
    }

    @Test
    void aMissingPermissionNamesEachRemedy() {
        assertThat(BindProblem.FORBIDDEN.sentence(80, "", new IOException()))
                .contains("port 80")
                .contains("root")
                .contains("CAP_NET_BIND_SERVICE")
                .contains("AmbientCapabilities=")
                .contains("setpriv");
    }

    @Test
    void aPortInUseNamesItsHolderWhereItIsKnown() {
        assertThat(BindProblem.IN_USE.sentence(80, "nginx (process 7)", new IOException()))
                .isEqualTo("the address is in use by nginx (process 7); stop what listens there, or choose another"
                        + " port");
        assertThat(BindProblem.IN_USE.sentence(80, "", new IOException()))
                .isEqualTo("the address is in use; stop what listens there, or choose another port");
    }

    @Test
    void onlyListeningSocketsOfThePortAreHolders() {
        Set<String> sockets = new HashSet<>();
        for (String line : new String[] {
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 36711 1 0 100",
            "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 36712 1 0 100",
            "   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 36713 1 0 100",
            "   3: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000"
                    + " 00:00000000 00000000     0        0 36714 1 0 100",
            "",
            "junk",
            "0: 0100007F:1F90 0 0A"
        }) {
            PortHolder.addHolder(line, Protocol.TCP.state(), 8080, sockets);
        }
        assertThat(sockets).containsExactlyInAnyOrder("socket:[36711]", "socket:[36714]");
    }
}
