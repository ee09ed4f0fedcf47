package lb.admin.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import java.util.List;
import lb.admin.problem.Place;
import org.junit.jupiter.api.Test;

class DraftTest {
    private static final String FILE = "haproxy.cfg";

    private static Place line(int line) {
        return new Place(FILE, line);
    }

    private static Draft example() {
        Draft draft = new Draft();
        draft.comment("everything");
        Draft defaults = draft.object("defaults", line(1));
        defaults.set("mode", "http", line(2));
        defaults.object("timeouts", line(3)).set("connect", "5s", line(3));
        Draft web = draft.object("backends", line(5)).object("web", line(5));
        web.comment("the old one");
        web.object("servers", line(6)).set("web1", "192.168.56.11:80", line(6));
        web.add("acls", "api path_beg /api", line(7));
        web.comment("and this");
        web.add("acls", "old path_reg \"^/v1\\d\"", line(8));
        web.set("names", List.of("a", "true", "5"), line(9));
        web.set("count", 3, line(10));
        draft.comment("the end");
        return draft;
    }

    @Test
    void isWrittenWithItsCommentsInTheOrderOfTheFile() {
        assertThat(example().toHocon()).isEqualTo("""
                        # everything
                        defaults {
                          mode = http
                          timeouts { connect = 5s }
                        }

                        backends {
                          web {
                            # the old one
                            servers {
                              web1 = "192.168.56.11:80"
                            }
                            acls = [
                              "api path_beg /api"
                              # and this
                              "old path_reg \\"^/v1\\\\d\\""
                            ]
                            names = [ a, "true", 5 ]
                            count = 3
                          }
                        }

                        # the end
                        """);
    }

    @Test
    void isWrittenInTheShortestFormThatTheReadersTake() {
        Draft draft = new Draft();
        Draft www = draft.object("frontends", line(1)).object("www", line(1));
        www.comment("for all");
        www.add("bind", "*:80", line(2));
        Draft web = draft.object("backends", line(3)).object("web", line(3));
        web.object("balance", line(4)).set("algorithm", "roundrobin", line(4));
        Draft servers = web.object("servers", line(5));
        servers.comment("the first");
        servers.object("web1", line(5)).set("address", "192.168.56.11:80", line(5));
        Draft other = servers.object("web2", line(6));
        other.set("address", "192.168.56.12:80", line(6));
        other.set("weight", 2, line(6));
        assertThat(draft.toHocon()).isEqualTo("""
                        frontends {
                          www {
                            # for all
                            bind = "*:80"
                          }
                        }

                        backends {
                          web {
                            balance = roundrobin
                            servers {
                              # the first
                              web1 = "192.168.56.11:80"
                              web2 { address = "192.168.56.12:80", weight = 2 }
                            }
                          }
                        }
                        """);
    }

    @Test
    void commentsThatNothingCameBehindStandAboveTheWhole() {
        Draft draft = new Draft();
        Draft www = draft.object("frontends", line(1)).object("www", line(1));
        www.set("mode", "tcp", line(2));
        www.comment("nothing");
        www.settle();
        www.object("timeouts", line(3)).set("client", "5s", line(3));
        www.comment("a request");
        www.object("timeouts", line(4)).set("http-request", "9s", line(4));
        draft.head("first of all");
        assertThat(draft.toHocon()).isEqualTo("""
                        # first of all

                        frontends {
                          www {
                            # nothing
                            mode = tcp
                            timeouts {
                              client = 5s
                              # a request
                              http-request = 9s
                            }
                          }
                        }
                        """);
    }

    @Test
    void isTheSameWhenItWasWrittenAndReadAgain() {
        Draft draft = example();
        assertThat(values(ConfigFactory.parseString(draft.toHocon()).root())).isEqualTo(values(draft.toConfig()));
    }

    /** Our readers take a number and its text for the same. */
    private static String values(ConfigObject object) {
        return object.render(ConfigRenderOptions.concise()).replace("\"", "");
    }

    @Test
    void everyValueKnowsItsLine() {
        var config = example().toConfig().toConfig();
        assertThat(config.getValue("backends.web.servers.web1").origin().lineNumber())
                .isEqualTo(6);
        assertThat(config.getValue("backends.web.servers.web1").origin().description())
                .isEqualTo(FILE + ": 6");
        assertThat(config.getList("backends.web.acls").get(1).origin().lineNumber())
                .isEqualTo(8);
        assertThat(config.getValue("backends.web.count").origin().lineNumber()).isEqualTo(10);
    }
}
