import { NoticePage } from "../components/notice-page.tsx";
import { text } from "../messages/text.ts";

export default function NotFound() {
  return (
    <NoticePage title={text.notFound.title} detail={text.notFound.detail}>
      <a
        href="/"
        className="bg-accent text-on-accent hover:bg-accent-strong inline-flex h-11 items-center rounded-lg px-5 font-semibold"
      >
        {text.notFound.back}
      </a>
    </NoticePage>
  );
}
