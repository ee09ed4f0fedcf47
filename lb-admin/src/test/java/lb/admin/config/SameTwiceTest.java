package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lb.admin.load.ConfigurationFiles;
import lb.admin.reload.NodeChanges;
import lb.proxy.reload.Changes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is read twice says the same twice: else a reload would change what nobody has changed. */
class SameTwiceTest {
    @TempDir
    Path folder;

    @Test
    void aFileOfHaproxys() throws Exception {
        assertSame(Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 20s
                  timeout server 20s
                  option httplog
                frontend f
                  bind 127.0.0.1:8001
                  acl old path_reg ^/old
                  acl from src 10.0.0.0/8
                  http-request deny if old !from
                  http-request set-header X-One %[src]
                  http-response set-header X-Two two
                  use_backend c if { hdr(host) -i c.test }
                  default_backend b
                backend b
                  balance hdr(x-user)
                  option httpchk GET /ok
                  http-check expect rstatus ^2
                  cookie SRV insert indirect
                  server one 127.0.0.1:1 check cookie one
                backend c
                  stick-table type ip size 10k expire 10m
                  stick on src
                  server two 127.0.0.1:2 check
                """));
    }

    private static void assertSame(Path file) {
        assertSame(load(file), load(file));
    }

    /** Two readings of one file. */
    static void assertSame(Configuration one, Configuration two) {
        assertThat(NodeChanges.refusals(one, two)).isEmpty();
        Changes changes = Changes.between(one.proxy(), two.proxy());
        assertThat(changes.refusals()).isEmpty();
        assertThat(changes.isEmpty()).as(changes::toString).isTrue();
    }

    private static Configuration load(Path file) {
        LoadResult result = ConfigurationFiles.load(List.of(file), NodeIdentity.of(null));
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration();
    }
}
