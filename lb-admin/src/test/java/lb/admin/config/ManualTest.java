package lb.admin.config;

import java.io.IOException;
import lb.admin.documents.ManualPage;
import org.junit.jupiter.api.Test;

/** docs/man/lb.conf.5 tells every key as the reader knows it. */
class ManualTest {
    @Test
    void theManualTellsEveryKey() throws IOException {
        var page = new ManualPage("lb.conf", 5)
                .section("NAME")
                .paragraph("lb.conf - configuration of lb")
                .section("DESCRIPTION")
                .paragraph(
                        "A file of HOCON, the same on all nodes: what is in braces is a section, `#` begins a comment,"
                                + " times have their unit (`5s`, `100ms`). `lb check` tells every mistake with its line, `lb"
                                + " explain` what the file does. A key that is not known is an error.")
                .section("EXAMPLE")
                .example("""
                        frontends {
                          www { bind = "*:80", default-backend = web }
                        }
                        backends {
                          web { servers { web1 = "192.168.56.11:80", web2 = "192.168.56.12:80" } }
                        }
                        """)
                .section("KEYS");
        ReferenceTest.sections(Keys.TOP).forEach(table -> {
            page.part(table.path().isEmpty() ? "Top level" : table.path()).paragraph(table.means());
            for (var key : table.keys()) {
                if (!(key.form() instanceof Form.NotYet)) {
                    page.item(key.name(), text(key));
                }
            }
        });
        page.section("SEE ALSO").paragraph("`lb`(1)").isTheOneIn("lb.conf.5");
    }

    private static String text(Key<?> key) {
        return key.means()
                + " Value: " + key.form().expected() + "."
                + (key.standardText().isEmpty() ? "" : " Left out: " + key.standardText() + ".")
                + (key.elsewhere().isEmpty()
                        ? ""
                        : " HAProxy, keepalived: " + String.join(", ", key.elsewhere()) + ".");
    }
}
