package lb.admin.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.admin.config.BindReader.Bind;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/** Reads the statistics page. */
final class StatsReader {
    private StatsReader() {}

    /**
     * The page, and where its addresses and the names of its frontends are written.
     *
     * @param open whether it is for this machine alone, since nobody is asked who he is
     */
    record Read(StatsSettings settings, List<Bind> binds, List<Value> frontends, boolean open) {}

    /** The page; null when there is none. */
    static @Nullable Read read(Section top, TlsDefaults tls) {
        var value = top.value(Keys.STATS);
        var section = value == null ? null : Section.of(value, StatsKeys.TABLE, "stats", "");
        if (section == null) {
            return null;
        }
        var frontends = frontends(section);
        var binds = section.has(StatsKeys.BIND) || (frontends.isEmpty() && !section.has(StatsKeys.OTLP))
                ? BindReader.read(section, StatsKeys.BIND, Mode.HTTP, tls)
                : List.<Bind>of();
        var tlsOfAll = ListenTlsReader.read(section, Mode.HTTP, tls, false);
        if (tlsOfAll != null && binds.isEmpty()) {
            section.wrong(ListenTlsKeys.TLS, "only with bind");
        }
        var users = users(section);
        var tokens = TokensReader.read(section);
        var open = !section.has(StatsKeys.USERS) && !section.has(StatsKeys.TOKENS);
        var meant = section.orStandard(StatsKeys.OPEN);
        if (meant && !open) {
            section.wrong(StatsKeys.OPEN, "expected: no users and tokens, where everybody may see the page");
        }
        if (open && !meant) {
            for (var bind : binds) {
                if (!BindAddress.isLocal(bind.address())) {
                    bind.value().wrong("expected: a loopback address, or users or tokens for one that others reach");
                }
            }
        }
        var actions = section.orStandard(StatsKeys.ACTIONS);
        var from = actionsFrom(section);
        if (actions && open && from.isEmpty()) {
            section.wrong(
                    StatsKeys.ACTIONS,
                    "expected: " + section.word("users, tokens or actions-from")
                            + ", so that not everybody can change servers");
        }
        if (!actions) {
            section.wrong(StatsKeys.ACTIONS_FROM, "only with actions = true");
        }
        return new Read(
                new StatsSettings(
                        binds.stream()
                                .map(Bind::settings)
                                .map(one -> one.tls() == null && tlsOfAll != null ? one.with(tlsOfAll) : one)
                                .toList(),
                        frontends.stream()
                                .flatMap(name -> name.scalar().stream())
                                .toList(),
                        section.orStandard(StatsKeys.URI),
                        section.orStandard(StatsKeys.REALM),
                        users,
                        tokens,
                        actions,
                        from,
                        look(section),
                        OtlpReader.read(section)),
                binds,
                frontends,
                open && !meant);
    }

    private static List<Network> actionsFrom(Section section) {
        var value = section.value(StatsKeys.ACTIONS_FROM);
        var networks = new ArrayList<Network>();
        for (var element : value == null ? List.<Value>of() : value.elements()) {
            var network = element.parsed(new Form.Range());
            if (network != null) {
                networks.add(network);
            }
        }
        return networks;
    }

    private static StatsLook look(Section section) {
        return new StatsLook(
                section.orStandard(StatsKeys.REFRESH),
                !section.orStandard(StatsKeys.HIDE_VERSION),
                section.orStandard(StatsKeys.SHOW_NODE),
                section.orStandard(StatsKeys.SHOW_LEGENDS));
    }

    private static List<Value> frontends(Section section) {
        var value = section.value(StatsKeys.FRONTENDS);
        if (value == null) {
            return List.of();
        }
        var names = value.elements();
        if (names.isEmpty()) {
            value.expected("the name of a frontend or more");
        }
        return names.stream()
                .filter(name -> {
                    if (name.scalar().isEmpty()) {
                        name.expected("the name of a frontend");
                    }
                    return name.scalar().isPresent();
                })
                .toList();
    }

    private static Map<String, String> users(Section stats) {
        var value = stats.value(StatsKeys.USERS);
        var users = new LinkedHashMap<String, String>();
        if (value == null) {
            return users;
        }
        if (value.isObject() && value.isEmpty()) {
            value.error("is empty (expected: a user or more, or no users at all for a page on loopback)");
        }
        for (var named : stats.named(StatsKeys.USERS)) {
            if (named.name().indexOf(':') >= 0) {
                // The colon ends the name in Basic authentication (RFC 7617 section 2).
                named.value().titled("stats").error("user \"" + named.name() + "\" (expected: a name without a colon)");
                continue;
            }
            var title = "stats: user \"" + named.name() + "\"";
            var password = password(named.value().titled(title), title);
            if (password == null) {
                continue;
            }
            if (password.text().isEmpty()) {
                password.from().titled(title).error("password is empty");
                continue;
            }
            users.put(named.name(), password.text());
        }
        return users;
    }

    private static Secrets.@Nullable Secret password(Value value, String title) {
        if (value.scalar().isPresent()) {
            return new Secrets.Secret(value.scalar().get(), value);
        }
        if (!value.isObject()) {
            value.expected("a password, or { password-file = … }");
            return null;
        }
        var section = Section.of(value, StatsKeys.USER, title, "");
        return section == null ? null : Secrets.read(section, StatsKeys.PASSWORD, StatsKeys.PASSWORD_FILE);
    }
}
