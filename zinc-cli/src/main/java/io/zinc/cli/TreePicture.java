package io.zinc.cli;

import io.zinc.core.Role;
import io.zinc.core.TreeStatus;
import io.zinc.core.TreeStatus.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A {@link TreeStatus} as lines of text: the tree on the left, figures on the right. It fits a width and a height: the
 * least important figures go first, then the tree is cut, then the last endpoints are counted instead of shown.
 */
final class TreePicture {

    private static final String BOLD = "1";
    private static final String FAINT = "2";
    private static final String RED = "31";

    private final boolean isColoured;
    private final UUID self;

    /**
     * @param colours whether to colour
     * @param self the endpoint that draws, which is marked
     */
    TreePicture(boolean colours, UUID self) {
        this.isColoured = colours;
        this.self = self;
    }

    /** A figure's heading and what of a node it shows; the most important first. */
    private enum Figure {
        SENT("sent/s") {
            @Override
            long of(Node node) {
                return node.sentPerSecond();
            }
        },
        HANDLED("handled/s") {
            @Override
            long of(Node node) {
                return node.handledPerSecond();
            }
        },
        LAG("lag") {
            @Override
            long of(Node node) {
                return node.lagMessages();
            }
        },
        GAPS("gaps") {
            @Override
            long of(Node node) {
                return node.gaps();
            }
        },
        REPAIRS("repairs") {
            @Override
            long of(Node node) {
                return node.repairs();
            }
        },
        CHILDREN("children") {
            @Override
            long of(Node node) {
                return node.children();
            }
        },
        DROPPED("dropped") {
            @Override
            long of(Node node) {
                return node.droppedFrames();
            }
        };

        private final String heading;

        Figure(String heading) {
            this.heading = heading;
        }

        abstract long of(Node node);

        String text(Node node) {
            long value = of(node);
            if (this == CHILDREN && node.role() == Role.CLIENT) {
                return "";
            }
            return value == 0 && this != CHILDREN ? "." : number(value);
        }

        /** Whether a value other than none asks for attention. */
        boolean isTrouble() {
            return this == GAPS || this == DROPPED;
        }
    }

    private record Row(String branches, Node node) {}

    /** Draws the tree in {@code columns} and at most {@code rows}. */
    List<String> draw(TreeStatus status, int columns, int rows) {
        List<Row> all = rows(status);
        int room = Math.max(1, rows - 1);
        boolean isCut = all.size() > room || status.omitted() > 0;
        List<Row> shown = isCut ? all.subList(0, Math.min(all.size(), Math.max(1, room - 1))) : all;
        int treeWidth =
                shown.stream().mapToInt(row -> label(row).length()).max().orElse(0);
        int least = Math.min(treeWidth, Math.max(24, columns / 2));
        List<Figure> figures = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        int figuresWidth = 0;
        for (Figure figure : Figure.values()) {
            int width = shown.stream()
                    .mapToInt(row -> figure.text(row.node()).length())
                    .reduce(figure.heading.length(), Math::max);
            if (least + figuresWidth + width + 2 > columns) {
                break;
            }
            figures.add(figure);
            widths.add(width);
            figuresWidth += width + 2;
        }
        int left = Math.min(treeWidth, columns - figuresWidth);
        List<String> lines = new ArrayList<>();
        StringBuilder heading = new StringBuilder(padded(title(status), left));
        for (int i = 0; i < figures.size(); i++) {
            heading.append("  ")
                    .append(" ".repeat(widths.get(i) - figures.get(i).heading.length()));
            heading.append(figures.get(i).heading);
        }
        lines.add(styled(BOLD, heading.toString()));
        for (Row row : shown) {
            lines.add(line(row, left, figures, widths));
        }
        if (isCut) {
            int hidden = all.size() - shown.size() + status.omitted();
            lines.add(cut("... and " + hidden + " more", columns));
        }
        return lines;
    }

    private String line(Row row, int left, List<Figure> figures, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        String label = padded(label(row), left);
        int branches = Math.min(row.branches().length(), label.length());
        int role = Math.min(branches + roleName(row.node()).length(), label.length());
        line.append(styled(FAINT, label.substring(0, branches)));
        line.append(styled(colour(row.node().role()), label.substring(branches, role)));
        line.append(label.substring(role));
        for (int i = 0; i < figures.size(); i++) {
            String text = figures.get(i).text(row.node());
            line.append(" ".repeat(2 + widths.get(i) - text.length()));
            boolean isTrouble = figures.get(i).isTrouble() && figures.get(i).of(row.node()) > 0;
            line.append(isTrouble ? styled(RED, text) : text.equals(".") ? styled(FAINT, text) : text);
        }
        return line.toString().stripTrailing();
    }

    private static String title(TreeStatus status) {
        int endpoints = status.nodes().size() + status.omitted();
        return "cluster " + Text.printable(status.cluster()) + ", " + endpoints
                + (endpoints == 1 ? " endpoint" : " endpoints");
    }

    private String label(Row row) {
        Node node = row.node();
        return row.branches() + roleName(node) + " " + node.id().toString().substring(0, 8)
                + (node.address().isEmpty() ? "" : " " + Text.printable(node.address()))
                + (node.id().equals(self) ? " (this)" : "");
    }

    private static String roleName(Node node) {
        return node.role().name().toLowerCase(Locale.ROOT);
    }

    private static String colour(Role role) {
        return switch (role) {
            case HOST -> "33";
            case RELAY -> "36";
            case CLIENT -> "32";
        };
    }

    private String styled(String style, String text) {
        return isColoured && !text.isEmpty() ? "\033[" + style + "m" + text + "\033[0m" : text;
    }

    private static String padded(String text, int width) {
        String cut = cut(text, width);
        return cut + " ".repeat(Math.max(0, width - cut.length()));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "~";
    }

    /** A number in at most six characters. */
    static String number(long value) {
        if (value < 100_000) {
            return Long.toString(value);
        }
        if (value < 1_000_000) {
            return value / 1_000 + "k";
        }
        if (value < 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1fM", value / 1e6);
        }
        return String.format(Locale.ROOT, "%.1fG", value / 1e9);
    }

    /** The nodes in the order of the picture, with the branches to their left. */
    private static List<Row> rows(TreeStatus status) {
        Map<UUID, List<Node>> children = new LinkedHashMap<>();
        List<Node> roots = new ArrayList<>();
        Set<UUID> known = new HashSet<>();
        status.nodes().forEach(node -> known.add(node.id()));
        for (Node node : status.nodes()) {
            boolean isRoot = node.id().equals(node.parent()) || !known.contains(node.parent());
            (isRoot ? roots : children.computeIfAbsent(node.parent(), id -> new ArrayList<>())).add(node);
        }
        Comparator<Node> relaysFirst = Comparator.comparing(Node::role)
                .thenComparing(Node::address)
                .thenComparing(node -> node.id().toString());
        roots.sort(relaysFirst);
        children.values().forEach(list -> list.sort(relaysFirst));
        List<Row> rows = new ArrayList<>();
        Set<UUID> drawn = new HashSet<>();
        for (Node root : roots) {
            add(rows, root, "", "", children, drawn);
        }
        return rows;
    }

    /** Adds a node and what is below it; {@code drawn} keeps a report that is a circle from going round for ever. */
    private static void add(
            List<Row> rows, Node node, String own, String below, Map<UUID, List<Node>> children, Set<UUID> drawn) {
        if (!drawn.add(node.id())) {
            return;
        }
        rows.add(new Row(own, node));
        List<Node> list = children.getOrDefault(node.id(), List.of());
        for (int i = 0; i < list.size(); i++) {
            boolean isLast = i == list.size() - 1;
            add(rows, list.get(i), below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  "), children, drawn);
        }
    }
}
