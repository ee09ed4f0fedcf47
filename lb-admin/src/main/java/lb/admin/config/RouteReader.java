package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import org.jspecify.annotations.Nullable;

/** Reads the routes of a frontend. */
final class RouteReader {
    private static final List<Key<?>> HTTP_ONLY = List.of(
            RouteKeys.REDIRECT,
            RouteKeys.ANSWER,
            RouteKeys.REQUEST_HEADERS,
            RouteKeys.RESPONSE_HEADERS,
            RouteKeys.DISABLE_L7_RETRY);

    private RouteReader() {}

    /**
     * The routes.
     *
     * @param backends the values that name one
     * @param complete whether the last route takes everything
     */
    record Read(List<RouteSettings> routes, List<Value> backends, boolean complete) {}

    static Read read(Section frontend, Mode mode, RuleReader rules) {
        var routes = new ArrayList<RouteSettings>();
        var backends = new ArrayList<Value>();
        var complete = false;
        var value = frontend.value(RouteKeys.ROUTES);
        if (value != null && !value.isList()) {
            value.expected("a list, " + RouteKeys.ROUTES.form().expected());
        } else if (value != null && mode == Mode.UDP) {
            value.error("only with mode = http or tcp");
        } else if (value != null) {
            for (var element : value.elements()) {
                if (complete) {
                    element.error("has one that is never reached: the one before it takes everything");
                    break;
                }
                var section = Section.of(element, RouteKeys.ROUTE, frontend.title(), "routes.");
                if (section == null) {
                    continue;
                }
                var route = read(section, mode, backends, rules);
                if (route != null) {
                    routes.add(route);
                }
                complete = !RouteKeys.asks(element);
            }
        }
        return new Read(routes, backends, complete);
    }

    private static @Nullable RouteSettings read(Section section, Mode mode, List<Value> backends, RuleReader rules) {
        var condition = ConditionReader.read(section, mode, rules);
        if (mode == Mode.TCP) {
            HTTP_ONLY.forEach(key -> section.wrong(key, "only with mode = http"));
        }
        var backend = section.value(RouteKeys.BACKEND);
        if (backend != null) {
            backends.add(backend);
        }
        var actions = RouteKeys.ACTIONS.stream().filter(section::has).toList();
        var expected = "expected one of: backend, redirect, answer, deny";
        if (actions.isEmpty()) {
            section.error("a route says nothing of what to do (" + expected + ")");
            return null;
        }
        var action = action(section, actions.getFirst());
        if (actions.size() > 1) {
            section.wrong(actions.getLast(), "beside " + actions.getFirst().name() + "; " + expected);
        }
        var edits = List.<Key<?>>of(RouteKeys.REQUEST_HEADERS, RouteKeys.RESPONSE_HEADERS, RouteKeys.DISABLE_L7_RETRY);
        if (!actions.getFirst().equals(RouteKeys.BACKEND)) {
            edits.forEach(key -> section.wrong(key, "only with backend"));
        }
        HeaderEdits request = HeaderEditsReader.read(section, RouteKeys.REQUEST_HEADERS);
        HeaderEdits response = HeaderEditsReader.read(section, RouteKeys.RESPONSE_HEADERS);
        return action == null ? null : new RouteSettings(condition, action, request, response);
    }

    private static @Nullable RouteAction action(Section section, Key<?> key) {
        if (key.equals(RouteKeys.BACKEND)) {
            var name = section.get(RouteKeys.BACKEND);
            return name == null ? null : new RouteAction.Forward(name, !section.orStandard(RouteKeys.DISABLE_L7_RETRY));
        }
        var value = Objects.requireNonNull(section.value(key));
        if (key.equals(RouteKeys.REDIRECT)) {
            return redirect(section, value);
        }
        if (key.equals(RouteKeys.ANSWER)) {
            var answer = section.section(RouteKeys.ANSWER, RouteKeys.ANSWER_TABLE);
            var response = answer == null
                    ? null
                    : FixedResponseReader.read(
                            answer, value, answer.orStandard(RouteKeys.STATUS), answer.has(RouteKeys.STATUS));
            return response == null ? null : new RouteAction.Answer(response);
        }
        return deny(value);
    }

    private static @Nullable RouteAction deny(Value value) {
        if (value.scalar().filter("true"::equals).isPresent()) {
            return new RouteAction.Deny(403);
        }
        var status = new Form.Whole(400, 599);
        try {
            return new RouteAction.Deny(status.parse(value.scalar().orElse("")));
        } catch (ValueException e) {
            value.expected(RouteKeys.DENY.form().expected());
            return null;
        }
    }

    private static @Nullable RouteAction redirect(Section route, Value value) {
        if (value.scalar().isPresent()) {
            var to = value.parsed((Form.Scalar<String>) RouteKeys.TO.form());
            var code = RouteKeys.CODE.standard().orElseThrow();
            return to == null ? null : new RouteAction.Redirect(new RouteAction.To(to), code, false, false);
        }
        var section = route.section(RouteKeys.REDIRECT, RouteKeys.REDIRECT_TABLE);
        if (section == null) {
            return null;
        }
        var destination = destination(section, value);
        var code = section.orStandard(RouteKeys.CODE);
        var dropQuery = section.orStandard(RouteKeys.DROP_QUERY);
        var appendSlash = section.orStandard(RouteKeys.APPEND_SLASH);
        if (section.has(RouteKeys.TO)) {
            section.wrong(RouteKeys.DROP_QUERY, "only with prefix or scheme");
            section.wrong(RouteKeys.APPEND_SLASH, "only with prefix or scheme");
        }
        return destination == null ? null : new RouteAction.Redirect(destination, code, dropQuery, appendSlash);
    }

    private static RouteAction.@Nullable Destination destination(Section section, Value value) {
        var ways = List.of(RouteKeys.TO, RouteKeys.REDIRECT_PREFIX, RouteKeys.SCHEME).stream()
                .filter(section::has)
                .toList();
        if (ways.size() != 1) {
            value.expected("one of to, prefix and scheme");
            return null;
        }
        if (!section.has(RouteKeys.SCHEME)) {
            section.wrong(RouteKeys.PORT, "only with scheme");
        }
        var text = section.get(ways.getFirst());
        if (text == null) {
            return null;
        }
        if (ways.getFirst().equals(RouteKeys.TO)) {
            return new RouteAction.To(text);
        }
        if (ways.getFirst().equals(RouteKeys.SCHEME)) {
            return new RouteAction.Scheme(text, section.get(RouteKeys.PORT, 0));
        }
        // What follows begins with a slash of its own.
        return new RouteAction.Prefix(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
