"""Recognise page titles that don't name the content of the page: titles of server messages, walls against bots, login pages and empty documents of editors."""

from __future__ import annotations

import re

_STATUS = (
    r"not found|forbidden|unauthorized|bad request|bad gateway|internal server error|server error|service (?:temporarily )?unavailable"
    r"|gateway time-?out|too many requests|method not allowed|moved permanently|moved temporarily|error|(?:page|file) not found"
).replace(" ", r"\ ")
_TITLES = re.compile(
    rf"""(?ix)
    \W*(?:
      just\ a\ moment | one\ moment,\ please | please\ wait(?:\W+cloudflare)? | attention\ required(?:\W+cloudflare)? | access\ denied
      | are\ you\ (?:a\ )?(?:human|robot) | security\ check | robot\ check | (?:bot|human)\ verification | verify(?:ing)?\ you\ are\ human
      | checking\ your\ browser | ddos-guard | vercel\ security\ checkpoint | pardon\ our\ interruption
      | redirect(?:ing|ion)? | redirecting\ (?:to|you)\ .* | (?:object|document|page)\ (?:has\ )?moved | now\ loading | loading
      | (?:(?:http|error)\W*)?(?:status\W*)?[345]\d\d(?:\W+(?:{_STATUS}|found|gone))? | (?:{_STATUS})(?:\W+[345]\d\d)?
      | (?:the\ )?page\ (?:cannot|can't|could\ not)\ be\ found | (?:this\ )?(?:page|site)\ (?:isn't|is\ not)\ available
      | log\ ?in | sign\ ?in | log\ ?on | ログイン | エラー | エラーが発生しました | ページが見つかりません(?:でした)?
      | (?:お探しの|ご指定の|指定された)\ ?(?:ページ|URL)(?:は|が)(?:見つかりません(?:でした)?|ありません|存在しません) | メンテナンス中
      | 読み込み中 | リダイレクト(?:中|しています)?
      | untitled(?:\ (?:document|page|post))? | no\ title | new\ tab | 無題(?:の?(?:ドキュメント|ページ|文書))? | タイトルなし
      | index\.(?:html?|php|aspx?|jsp) | home(?:\ ?page)? | ホーム(?:ページ)? | トップページ
      | document | react\ app | vite\ app | vite\ \+\ react(?:\ \+\ ts)?
      | welcome\ to\ nginx | it\ works | apache2\ (?:ubuntu|debian)\ default\ page\W+it\ works | index\ of\ /.*
      | javascript\ is\ (?:not\ available|disabled|required)
    )\W*"""
)


def is_servers_title(title: str) -> bool:
    """Return whether the whole title comes from a server or an editor, such as `404 Not Found` or `Untitled document`.

    A longer title that only begins with such words may be the title of an article.
    """
    return _TITLES.fullmatch(title) is not None
