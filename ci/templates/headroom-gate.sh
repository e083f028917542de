#!/usr/bin/env bash
# Runs `headroom gate` in a pipeline and shows its verdict where people look. Copy it beside the workflow; arguments are those of `headroom gate`:
#   headroom-gate.sh --base main --build 'swift build -c release' --run '.build/release/bench --requests 20000'
# In GitHub Actions: annotations, the step summary, and one comment on the pull request that later runs update. Elsewhere: the files of the folder.
#
#   HEADROOM               the executable (default: headroom on PATH)
#   HEADROOM_OUTPUT        the folder of the result (default: headroom-gate)
#   HEADROOM_INCONCLUSIVE  warn (default): exit code 0 with a warning; fail: exit code 3
#   HEADROOM_PULL          the number of the pull request (default: from GITHUB_REF)
#   HEADROOM_AUTHOR        who writes the comment (default: github-actions[bot], whom GITHUB_TOKEN belongs to)
# Ends with 0 for a pass, 1 for an error, 2 for a regression, 3 for an inconclusive verdict that has to fail, 4 where the baseline is missing.
set -euo pipefail

headroom=${HEADROOM:-headroom}
folder=${HEADROOM_OUTPUT:-headroom-gate}
tag='<!-- headroom-gate -->'
in_github() { [ "${GITHUB_ACTIONS:-}" = true ]; }
say() { # kind, message: an annotation in GitHub, a line elsewhere
  if in_github; then echo "::$1 title=headroom gate::$2"; else echo "headroom gate: $2" >&2; fi
}

if ! command -v "$headroom" >/dev/null; then
  say error "there is no executable $headroom; set HEADROOM to its path, or install it in a step before"
  exit 1
fi

# What the program under test prints must not give commands to the runner.
token=
if in_github; then
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
fi
# A verdict of an earlier run must not be taken for this one's.
rm -f "$folder/verdict.json" "$folder/comment.md" "$folder/report.md" "$folder/annotations.txt"
status=0
"$headroom" gate -o "$folder" "$@" || status=$?
if in_github; then echo "::$token::"; fi

pull_number() {
  if [ -n "${HEADROOM_PULL:-}" ]; then
    echo "$HEADROOM_PULL"
  else
    sed -n 's|^refs/pull/\([0-9][0-9]*\)/.*$|\1|p' <<<"${GITHUB_REF:-}"
  fi
}

update_comment() { # number of the pull request
  local comments="repos/$GITHUB_REPOSITORY/issues" author=${HEADROOM_AUTHOR:-github-actions[bot]} found id
  found=$(gh api --paginate "$comments/$1/comments" \
    --jq ".[] | select(.user.login == \"$author\") | select(.body | startswith(\"$tag\")) | .id") || return 1
  id=$(sed -n 1p <<<"$found")
  if [ -n "$id" ]; then
    gh api --method PATCH "$comments/comments/$id" -F "body=@$folder/comment.md" >/dev/null
  else
    gh api --method POST "$comments/$1/comments" -F "body=@$folder/comment.md" >/dev/null
  fi
}

show_in_github() {
  if [ -f "$folder/annotations.txt" ]; then cat "$folder/annotations.txt"; fi
  if [ -f "$folder/report.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$folder/report.md" >>"$GITHUB_STEP_SUMMARY"; fi
  local number
  number=$(pull_number)
  if [ -z "$number" ] || [ ! -f "$folder/comment.md" ]; then return 0; fi
  if [ -n "${GITHUB_RUN_ID:-}" ]; then
    printf '\nArtifacts: <%s/%s/actions/runs/%s>\n' "${GITHUB_SERVER_URL:-https://github.com}" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID" \
      >>"$folder/comment.md"
  fi
  if ! command -v gh >/dev/null; then
    say notice "gh is not installed: no comment; the verdict is in the summary of the step"
  elif ! update_comment "$number"; then
    say notice "no permission to comment (a pull request from a fork?); the verdict is in the summary of the step"
  fi
}

if in_github && [ -f "$folder/verdict.json" ]; then show_in_github; fi

case $status in
  0) ;;
  2) say error "regression: see the verdict above" ;;
  3)
    if [ "${HEADROOM_INCONCLUSIVE:-warn}" = fail ]; then
      say error "inconclusive, which has to fail here (HEADROOM_INCONCLUSIVE)"
    else
      say warning "inconclusive: nothing is claimed of this change"
      status=0
    fi
    ;;
  4) say error "the baseline is missing: is the history checked out whole (fetch-depth: 0)?" ;;
  *)
    say error "the gate itself failed with exit code $status; its message is in the log above"
    status=1
    ;;
esac
exit "$status"
