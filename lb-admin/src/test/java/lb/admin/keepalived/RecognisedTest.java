package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.config.ForeignFile;
import lb.admin.config.ForeignFile.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are keepalived's, whatever they begin with. */
class RecognisedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "include /etc/keepalived/conf.d/*.conf",
                "include conf.d/*.conf",
                "includer \"/etc/keepalived/more.conf\"",
                "include \"more.conf\"\nvrrp_instance VI_1 {\n}",
                "global_defs {\n  router_id a\n}",
                "global_defs\n{\n}",
                "vrrp_script chk { script \"pidof nginx\" }",
                "vrrp_track_process nginx {\n  process nginx\n}",
                "virtual_server 10.0.0.9 80 {\n}",
                "virtual_server fd00::9 80 {\n}",
                "static_ipaddress {\n  10.0.0.7/24 dev eth0\n}",
                "! Configuration File for keepalived\n\nfrobnicate {\n}",
                "# a comment\n$A=1\nfrobnicate {\n}",
                "@ha1 global_defs {",
                "\n  \t\n  vrrp_instance VI_1 {\n}",
                "notify_fifo /run/keepalived.fifo\nvrrp_instance VI_1 {\n}",
                "~SEQ(ID, 1, 2) vrrp_instance v$ID {\n}",
                "enable_script_security\nvrrp_instance VI_1 {\n}",
                "notification_email {\n  a@example.com\n}\nvrrp_instance VI_1 {\n}"
            })
    void itsFirstWordTells(String text) {
        assertThat(ForeignFile.programOf(text)).isEqualTo(Program.KEEPALIVED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"frontends.conf\"\nfrontends {\n}",
                "include file(\"frontends.conf\")",
                "include required(\"frontends.conf\")",
                "global_defs = 1",
                "vrrp_script.x { }",
                "vrrp_script : { }",
                "vrrp_script += 1",
                "notify_fifo = /run/keepalived.fifo",
                "router_id : a",
                "router_id.a { }",
                "${?x} { }",
                "// vrrp_instance VI_1 {\nnodes { }",
                "nodes { ha1 { address = 10.0.0.1 } }\nvrrp_script { }",
                "includes { }",
                ""
            })
    void oursIsNeverTakenForOne(String text) {
        assertThat(ForeignFile.programOf(text)).isEqualTo(Program.NONE);
    }

    @Test
    void everyWordOfItsTopLevelIsKnownButForThoseOfEverybody() {
        for (String word : Keywords.all().get(Keywords.TOP).keySet()) {
            if (!Set.of("include", "instance", "SSL").contains(word)) {
                assertThat(ForeignFile.programOf(word + " name {\n}\n"))
                        .as(word)
                        .isEqualTo(Program.KEEPALIVED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Keywords.GLOBAL_DEFS, Keywords.INSTANCE, Keywords.GROUP})
    void aWordThatHasLostItsBlockIsKnown(String block) {
        for (String word : Keywords.all().get(block).keySet()) {
            if (word.contains("_")
                    && !Set.of("global_tracking", "sync_group_tracking_weight").contains(word)) {
                assertThat(ForeignFile.programOf(word + " some\nvrrp_instance a {\n}\n"))
                        .as(word)
                        .isEqualTo(Program.KEEPALIVED);
            }
        }
    }

    @Test
    void noFileOfAnotherProgramAmongTheExamplesIsOne() throws IOException {
        for (Path folder : List.of(Path.of("../conf"), Path.of("src/test/resources"), Path.of("../bench/conf"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.toString();
                    if (name.endsWith(".cfg")
                            || (name.endsWith(".conf")
                                    && !name.toLowerCase(Locale.ROOT).contains("keepalived"))) {
                        assertThat(ForeignFile.programOf(Files.readString(file)))
                                .as(name)
                                .isNotEqualTo(Program.KEEPALIVED);
                    }
                }
            }
        }
    }
}
