// The style sheet of pages.

/// The rules that pages are shown by; the figures' rules are part of it.
enum PageStyle {
    /// The whole sheet.
    static var sheet: String { FigureStyle.variables(root: ":root") + rules + FigureStyle.rules }

    private static let rules = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;padding:1.5rem 1.25rem 3rem;max-width:64rem;background:var(--paper);color:var(--text);
        font:1rem/1.55 system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
        h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0 .25rem;overflow-wrap:anywhere}
        h2{font-size:1.25rem;line-height:1.3;margin:2.75rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--grid)}
        h3{font-size:1rem;margin:1.75rem 0 .25rem}
        p,ul{max-width:44rem;margin:.5rem 0}
        ul{padding-left:1.2rem}
        li{margin:.2rem 0}
        a{color:inherit;text-underline-offset:.15em}
        a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--unit0);outline-offset:2px}
        .skip{position:absolute;left:-999rem}
        .skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem}
        .subtitle{color:var(--soft);margin:0 0 1rem;overflow-wrap:anywhere}
        nav ul{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;padding:0;margin:0;max-width:none;font-size:.9rem}
        nav a{color:var(--soft)}
        .finding{font-size:1.2rem;line-height:1.45;max-width:46rem;margin:.75rem 0}
        .traced{text-decoration:underline dotted;text-decoration-thickness:1px}
        tr:target{outline:2px solid var(--unit0);outline-offset:-2px}
        .empty{color:var(--soft)}
        figure{margin:1rem 0 1.5rem}
        figure svg{display:block;max-width:100%;height:auto}
        figure.wide svg{width:100%;min-width:44rem}
        figure.small svg{width:100%}
        figcaption{color:var(--soft);font-size:.9rem;line-height:1.45;max-width:48rem;margin-top:.4rem}
        .pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:0 1.5rem}
        .pairs figure{margin:.75rem 0}
        .scroll{overflow-x:auto}
        details{border-bottom:1px solid var(--grid)}
        summary{padding:.55rem 0;cursor:pointer;overflow-wrap:anywhere}
        summary:focus-visible{outline:2px solid var(--unit0);outline-offset:2px}
        details figure.small{max-width:29rem}
        table{border-collapse:collapse;font-size:.875rem;line-height:1.4;margin:.5rem 0 1.25rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:var(--soft);padding-bottom:.35rem}
        th,td{text-align:left;vertical-align:top;padding:.3rem .85rem .3rem 0;border-bottom:1px solid var(--grid)}
        thead th{vertical-align:bottom;border-bottom:1.5px solid var(--soft);font-weight:600}
        tbody th{font-weight:600;max-width:16rem;overflow-wrap:break-word}
        caption span{display:inline-block;position:sticky;left:0;max-width:min(48rem,calc(100vw - 2.5rem))}
        th.number,td.number{text-align:right}
        td.number{white-space:nowrap}
        td{max-width:26rem;overflow-wrap:break-word}
        td.value{min-width:9rem;overflow-wrap:anywhere}
        .words{min-width:17rem}
        footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--grid);color:var(--soft);font-size:.9rem}
        @media (max-width:40rem){body{padding:1rem .9rem 2rem}.words{min-width:11rem}td.value{min-width:6.5rem}h1{font-size:1.4rem}.finding{font-size:1.08rem}}
        @media print{
        body{max-width:none;padding:0;font-size:10pt}
        nav,.skip{display:none}
        .scroll{overflow:visible}
        figure.wide svg{min-width:0}
        .pairs{grid-template-columns:1fr 1fr}
        details::details-content{content-visibility:visible;height:auto}
        figure,tr{break-inside:avoid}
        h2,caption{break-after:avoid}
        table{font-size:7.5pt}
        .words{min-width:12rem}
        }

        """
}
